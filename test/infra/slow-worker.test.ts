import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LOCAL_FUNCTIONS } from '../../infra/local/local-specs.ts';
import { startHost } from '../../infra/local/start-host.ts';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { Config } from '../../shared/runtime/config.ts';
import { ffmpeg, pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

it('a media is Ready though one of its workers stands still', async (test) => {
  const folder = await temporaryFolder(test);
  const [film, wrapper, frozen] = ['film.mp4', 'ffmpeg', 'frozen'].map((name) => join(folder, name)) as [
    ...[string, string, string],
  ];
  await ffmpeg(...pictures('256x144', '25', 36), ...QUICK_H264, '-g', '25', film);
  // The first encoder of pictures to make the folder stops, and nobody tells it to go on.
  const script = `case "$*" in *libx264*) mkdir '${frozen}' 2>/dev/null && kill -STOP $$ ;; esac\nexec ${PROGRAMS.ffmpeg} "$@"`;
  await writeFile(wrapper, `#!/bin/sh\n${script}\n`);
  await chmod(wrapper, 0o755);
  const { sweep } = LOCAL_FUNCTIONS;
  const host = await startHost({
    ...{ port: 0, dataDirectory: join(folder, 'data'), logLevel: 'SILENT' },
    config: Config.parse({ encoding: { ladder: SMALL_LADDER, taskSegments: 1, concurrency: 2 } }),
    specs: { ...LOCAL_FUNCTIONS, sweep: { ...sweep, trigger: { kind: 'schedule', everySeconds: 2 } } },
    ...{ ffmpeg: wrapper, ffprobe: PROGRAMS.ffprobe },
  });
  test.onTestFinished(host.stop);

  const body = await readFile(film);
  const created = await fetch(`${host.url}/v1/medias`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'A film', size: body.byteLength }),
  });
  const { id, upload } = (await created.json()) as { id: string; upload: { url: string } };
  expect((await fetch(upload.url, { method: 'PUT', body })).status).toBe(200);
  const read = async (path: string) => (await fetch(`${host.url}/v1/medias/${id}${path}`)).json();
  await waitUntil(async () => /Ready|Errored/.test(((await read('')) as { status: string }).status), 90);
  const { items } = (await read('/events?limit=100')) as EventPage;
  const of = (type: string) => items.filter((event) => event.type === type);
  const data = of('task.straggling')[0]?.data as { taskId: string; seconds: number; siblingSeconds: number };
  console.info(`the frozen worker was given ${data?.seconds} s, its siblings took ${data?.siblingSeconds} s`);
  expect(items.at(-1)?.type).toBe('media.ready');
  expect(of('task.straggling')).toHaveLength(1);
  expect(of('task.failed')).toEqual([]);
  expect(of('task.succeeded').filter((event) => (event.data as typeof data).taskId === data.taskId)).toHaveLength(1);
}, 120_000);
