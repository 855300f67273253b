import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startHost } from '../../infra/local/start-host.ts';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { Config } from '../../shared/runtime/config.ts';
import { ffmpeg } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

it('an encoder that crashes once is tried again after a pause, and the media is whole', async (test) => {
  const folder = await temporaryFolder(test);
  const [sound, wrapper, crashed] = ['tone.wav', 'ffmpeg', 'crashed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await ffmpeg('-f', 'lavfi', '-i', 'sine=sample_rate=48000:duration=2', sound);
  // Only encoders write AAC. The first of them to make the folder dies.
  const script = `case "$*" in *adts*) mkdir '${crashed}' 2>/dev/null && kill -SEGV $$ ;; esac\nexec ${PROGRAMS.ffmpeg} "$@"`;
  await writeFile(wrapper, `#!/bin/sh\n${script}\n`);
  await chmod(wrapper, 0o755);
  const host = await startHost({
    ...{ port: 0, dataDirectory: join(folder, 'data'), config: Config.parse({}), logLevel: 'SILENT' },
    ...{ ffmpeg: wrapper, ffprobe: PROGRAMS.ffprobe },
  });
  test.onTestFinished(host.stop);

  const body = await readFile(sound);
  const created = await fetch(`${host.url}/v1/medias`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'A tone', size: body.byteLength }),
  });
  const { id, upload } = (await created.json()) as { id: string; upload: { url: string } };
  expect((await fetch(upload.url, { method: 'PUT', body })).status).toBe(200);
  const read = async (path: string) => (await fetch(`${host.url}/v1/medias/${id}${path}`)).json();
  await waitUntil(async () => /Ready|Errored/.test(((await read('')) as { status: string }).status), 60);
  const { items } = (await read('/events')) as EventPage;
  const attemptOf = ({ data }: EventPage['items'][number]) => (data as { attempt: number }).attempt;
  // On a busy machine a try can be over before it is heard of that it was begun; then that is no news any more.
  const isBeginning = ({ type }: EventPage['items'][number]) => type === 'task.started';
  const [first, ...others] = items.filter(({ type }) => type.startsWith('task.'));
  const tries = first && isBeginning(first) ? others : [first, ...others].flatMap((event) => event ?? []);
  expect(tries.map((event) => [event.type, attemptOf(event)])).toEqual([
    ['task.failed', 1],
    ['task.started', 2],
    ['task.succeeded', 2],
  ]);
  expect(tries[0]?.data).toMatchObject({ code: 'encode_failed', final: false, retryInSeconds: 5 });
  const [failedAt, startedAt] = [tries[0], tries[1]].map((event) => Date.parse(event?.at ?? ''));
  expect((startedAt ?? 0) - (failedAt ?? 0)).toBeGreaterThan(4000);
  expect(items.at(-1)?.type).toBe('media.ready');
});
