import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import type { HostedFunction } from '../../infra/event-source/hosted-function.ts';
import { loadFunctions } from '../../infra/local/load-functions.ts';
import { type Host, startHost } from '../../infra/local/start-host.ts';
import { TaskMessage } from '../../shared/media/task.ts';
import { Config } from '../../shared/runtime/config.ts';
import { loadHeavyIngest } from '../support/load-heavy-ingest.ts';
import { ffmpeg, pictures, QUICK_H264, tone } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

type Load = typeof loadFunctions;

const start = async (test: Cleaning, ladder: readonly object[], load: Load): Promise<Host> => {
  const dataDirectory = await temporaryFolder(test);
  const config = Config.parse({ encoding: { ladder } });
  const host = await startHost({ port: 0, dataDirectory, config, load, logLevel: 'SILENT', ...PROGRAMS });
  test.onTestFinished(host.stop);
  return host;
};

/** An MPEG-TS, which can only be read from its start to its end. */
const upload = async (test: Cleaning, { url }: Host, size: string, seconds: number): Promise<string> => {
  const file = join(await temporaryFolder(test), 'source.ts');
  await ffmpeg(...pictures(size, '25', seconds), ...tone(seconds), ...QUICK_H264, '-c:a', 'aac', file);
  const body = await readFile(file);
  const created = await fetch(`${url}/v1/medias`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'A stream', size: body.byteLength }),
  });
  const media = (await created.json()) as { id: string; upload: { url: string } };
  expect((await fetch(media.upload.url, { method: 'PUT', body })).status).toBe(200);
  return media.id;
};

it('what Lambdas would do in vain is sent to the queue of containers', async (test) => {
  const seen: string[] = [];
  // So many slow rungs that six seconds are heavy.
  const ladder = Array.from({ length: 12 }, (_, i) => {
    const height = 1080 - 2 * i;
    return { name: `${height}p`, height, maxBitrate: 6_000_000, preset: 'veryslow' };
  });
  const host = await start(test, ladder, async (specs, deps) =>
    (await loadFunctions(specs, deps)).map((fn): HostedFunction => {
      if (fn.spec.code !== 'transcode' && fn.name !== 'transcode') return fn;
      const note = async (event: unknown): Promise<void> => {
        for (const { body } of (event as SQSEvent).Records) {
          seen.push(`${fn.name}: ${TaskMessage.parse(JSON.parse(body)).spec.kind}`);
        }
      };
      return { ...fn, handler: note };
    }),
  );
  await upload(test, host, '1920x1080', 6);
  await waitUntil(() => seen.length === 3, 60);
  expect(seen.toSorted()).toEqual(['first: audio', 'heavy: video', 'transcode: poster']);
});

it('heavy tasks are done by this machine too, one at a time', async (test) => {
  let [running, most, done] = [0, 0, 0];
  const count = (fn: HostedFunction): HostedFunction => ({
    ...fn,
    handler: async (...args) => {
      running += 1;
      most = Math.max(most, running);
      try {
        return await fn.handler(...args);
      } finally {
        running -= 1;
        done += 1;
      }
    },
  });
  const host = await start(test, SMALL_LADDER, async (specs, deps) =>
    (await loadHeavyIngest(specs, deps)).map((fn) => (fn.name === 'heavy' ? count(fn) : fn)),
  );
  const id = await upload(test, host, '256x144', 8);
  const status = async () => ((await (await fetch(`${host.url}/v1/medias/${id}`)).json()) as { status: string }).status;
  await waitUntil(async () => /Ready|Errored/.test(await status()), 100);
  expect(await status()).toBe('Ready');
  expect({ most, done }).toEqual({ most: 1, done: 3 });
});
