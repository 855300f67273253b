import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startHost } from '../../infra/local/start-host.ts';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { Config } from '../../shared/runtime/config.ts';
import { ffmpeg, QUICK_H264, tone } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

/** So many slow rungs that a minute is no short media, and that two seconds take some time. */
const LADDER = Array.from({ length: 6 }, (_, i) => {
  const height = 360 - 2 * i;
  return { name: `${height}p`, height, maxBitrate: 1_000_000, preset: 'veryslow' };
});

/** Pictures that stand still are encoded sooner than the plan expects. */
const bars = (seconds: number) => ['-f', 'lavfi', '-i', `smptebars=size=640x360:rate=25:duration=${seconds}`];

it('two seconds are Ready long before the minute that came first', async (test) => {
  const folder = await temporaryFolder(test);
  const config = Config.parse({ encoding: { ladder: LADDER, taskSegments: 1 } });
  const options = { port: 0, dataDirectory: join(folder, 'data'), config, logLevel: 'SILENT', ...PROGRAMS };
  const host = await startHost(options);
  test.onTestFinished(host.stop);

  const upload = async (seconds: number): Promise<string> => {
    const file = join(folder, `${seconds}.mp4`);
    await ffmpeg(...bars(seconds), ...tone(seconds), ...QUICK_H264, '-g', '25', '-c:a', 'aac', file);
    const body = await readFile(file);
    const created = await fetch(`${host.url}/v1/medias`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: `${seconds} s`, size: body.byteLength }),
    });
    const media = (await created.json()) as { id: string; upload: { url: string } };
    expect((await fetch(media.upload.url, { method: 'PUT', body })).status).toBe(200);
    return media.id;
  };
  const read = async <T>(path: string) => (await (await fetch(`${host.url}/v1/medias/${path}`)).json()) as T;
  const isReady = async (id: string) => (await read<{ status: string }>(id)).status === 'Ready';
  const eventsOf = async (id: string) => (await read<EventPage>(`${id}/events?limit=100`)).items;

  const long = await upload(60);
  await waitUntil(async () => (await read<{ playable: boolean }>(long)).playable, 100);
  const began = performance.now();
  const short = await upload(2);
  await waitUntil(() => isReady(short), 300);
  const seconds = (performance.now() - began) / 1000;
  const times = (await eventsOf(short)).map(({ type, at }) => [type, Date.parse(at)] as const);
  const at = (wanted: string) => times.find(([type]) => type === wanted)?.[1] ?? Number.NaN;
  const waited = (at('task.started') - at('media.scheduled')) / 1000;
  console.info(`Ready after ${seconds.toFixed(1)} s, begun after ${waited} s`);
  expect(waited).toBeLessThan(2);
  expect(await isReady(long)).toBe(false);
}, 400_000);
