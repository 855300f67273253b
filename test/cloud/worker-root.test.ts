import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleProgram } from '../../infra/aws/bundle/bundle-program.ts';
import { findBuilder } from '../../infra/ffmpeg/find-builder.ts';
import { finishedBuild } from '../../infra/ffmpeg/finished-build.ts';
import { makeBuild } from '../../infra/ffmpeg/make-build.ts';
import { type Host, startHost } from '../../infra/local/start-host.ts';
import { stageImage } from '../../infra/worker/stage-image.ts';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { Config } from '../../shared/runtime/config.ts';
import { waitUntil } from '../infra/support/wait-until.ts';
import { loadHeavyIngest } from '../support/load-heavy-ingest.ts';
import { ffmpeg, pictures, tone } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { type Recipe, readDockerfile } from '../support/read-dockerfile.ts';
import { run } from '../support/run-group.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { workerVariables } from '../support/worker-variables.ts';
import { makeImageRoot } from './support/make-image-root.ts';
import { startContainer } from './support/start-container.ts';

/**
 * The image of the worker, without Docker: the same root file system, made by debootstrap, with what the Dockerfile copies, and
 * its command run in there by its user. Needs root on Debian; the first run builds ffmpeg, which takes about ten minutes.
 */
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';
/** Slow enough to be stopped in its midst. */
const ladder = SMALL_LADDER.map((rung) => ({ ...rung, preset: 'veryslow' }));
const config = Config.parse({ encoding: { ladder } });

let folder: string;
let image: { readonly recipe: Recipe; readonly root: string };
let host: Host;

/** Notes how it was called and what it was given to build, and answers as `docker build --quiet` does. */
const DOCKER = `#!/bin/sh
[ "$1" = build ] || exit 0
for context; do :; done
echo "$@" > "$0.called"
(cd "$context" && find . -type f | sort) > "$0.given"
echo sha256:0123
`;

const makeImage = async (): Promise<typeof image> => {
  const build = finishedBuild(ARCHITECTURE) ?? (await makeBuild(await findBuilder(process.env), ARCHITECTURE));
  const [bundle, context, root] = [join(folder, 'bundle'), join(folder, 'image'), join(folder, 'root')];
  await bundleProgram({ config, entry: 'infra/worker/main.ts', directory: bundle });
  await stageImage({ bundle, ffmpeg: build, directory: context });
  const recipe = readDockerfile(join(context, 'Dockerfile'));
  await makeImageRoot(recipe, context, root);
  return { recipe, root };
};

/** The system on this machine, of which nobody drains the queue of heavy tasks. */
const startWithoutWorker = (): Promise<Host> =>
  startHost({
    port: 0,
    dataDirectory: join(folder, 'data'),
    config,
    load: async (specs, deps) => (await loadHeavyIngest(specs, deps)).filter(({ name }) => name !== 'heavy'),
    logLevel: 'SILENT',
    ...PROGRAMS,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-worker-'));
  image = await makeImage();
  host = await startWithoutWorker();
}, 3_600_000);

afterAll(async () => {
  await host?.stop();
  // Nothing is mounted in there: what was, was so in name spaces that are gone.
  if (folder) await rm(folder, { recursive: true, force: true });
});

const ask = async <T>(path: string): Promise<T> => (await fetch(`${host.url}/v1/medias${path}`)).json() as Promise<T>;

/**
 * A film of the old web, which can neither be entered nor copied into what can: its pictures are two tasks, the first segment and
 * the rest; and so is its sound.
 */
const upload = async (): Promise<string> => {
  const file = join(folder, 'source.flv');
  await ffmpeg(
    ...pictures('320x180', '25', 60),
    ...tone(60, 44_100),
    '-c:v',
    'flv',
    '-q:v',
    '4',
    '-c:a',
    'libmp3lame',
    file,
  );
  const body = await readFile(file);
  const response = await fetch(`${host.url}/v1/medias`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'A stream', size: body.byteLength }),
  });
  const media = (await response.json()) as { id: string; upload: { url: string } };
  expect((await fetch(media.upload.url, { method: 'PUT', body })).status).toBe(200);
  return media.id;
};

interface TaskData {
  readonly kind: string;
  readonly position: number;
  readonly attempt: number;
  readonly delivery: number;
}

/** Messages that nobody has; some come a second later than others. */
const countWaiting = async (): Promise<number> => {
  const { sqs, resources } = host.deps;
  const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesDelayed' as const];
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: resources.queueUrls.heavy, AttributeNames }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
};

/** Of the task that makes the pictures after the first segment, which comes last. */
const eventsOf = async (id: string, type: string) =>
  (await ask<EventPage>(`/${id}/events?limit=100`)).items
    .filter((event) => event.type === type)
    .map(({ data }) => data as TaskData)
    .filter(({ kind, position }) => kind === 'video' && position > 0);

it('the container does heavy tasks, and gives the one under way back when it is stopped', async (test) => {
  const variables = { ...(await workerVariables(host.deps)), LOG_LEVEL: 'INFO' };
  const id = await upload();
  await waitUntil(async () => (await countWaiting()) === 5, 60);

  const first = startContainer(test, image.recipe, image.root, variables);
  const isEncoding = async () => (await eventsOf(id, 'task.started')).length > 0;
  await waitUntil(async () => first.child.exitCode !== null || (await isEncoding()), 120);
  const waiting = await countWaiting();
  first.child.kill('SIGTERM');
  expect(await first.ended, first.output()).toBe(0);
  expect(await countWaiting()).toBe(waiting + 1);

  const second = startContainer(test, image.recipe, image.root, variables);
  const status = async () => (await ask<{ status: string }>(`/${id}`)).status;
  await waitUntil(async () => second.child.exitCode !== null || /Ready|Errored/.test(await status()), 300);
  expect(await status(), second.output()).toBe('Ready');
  expect(await eventsOf(id, 'task.failed')).toEqual([]);
  expect((await eventsOf(id, 'task.started')).map(({ attempt, delivery }) => [attempt, delivery])).toEqual([
    [1, 1],
    [1, 2],
  ]);

  const { playback } = await ask<{ playback: { hls: string } }>(`/${id}`);
  const playlist = await (await fetch(playback.hls)).text();
  expect(playlist).toContain('144p');
  expect(await readFile('/proc/self/mounts', 'utf8')).not.toContain(folder);
}, 600_000);

it('CDK gets the image’s name for what the container has', async () => {
  const docker = join(folder, 'docker');
  await writeFile(docker, DOCKER);
  await chmod(docker, 0o755);
  const build = ['infra/worker/build-image.ts', '--architecture', ARCHITECTURE, '--bundle', join(folder, 'bundle')];
  const name = await run(process.execPath, build, { seconds: 120, env: { ...process.env, CDK_DOCKER: docker } });
  expect(name).toBe('sha256:0123\n');
  const platform = ARCHITECTURE === 'arm64' ? 'linux/arm64' : 'linux/amd64';
  expect(await readFile(`${docker}.called`, 'utf8')).toMatch(new RegExp(`^build --quiet --platform ${platform} /`));
  const staged = await run('sh', ['-c', `cd '${join(folder, 'image')}' && find . -type f | sort`], { seconds: 60 });
  expect(await readFile(`${docker}.given`, 'utf8')).toBe(staged);
});
