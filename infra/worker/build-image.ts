import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env, stderr, stdout } from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { readConfig } from '../../shared/runtime/read-config.ts';
import { bundleProgram } from '../aws/bundle/bundle-program.ts';
import { ARCHITECTURES, type Architecture } from '../ffmpeg/architecture.ts';
import { findBuilder } from '../ffmpeg/find-builder.ts';
import { finishedBuild } from '../ffmpeg/finished-build.ts';
import { LayerError } from '../ffmpeg/layer-error.ts';
import { makeBuild } from '../ffmpeg/make-build.ts';
import { ImageError } from './image-error.ts';
import { stageImage } from './stage-image.ts';

/**
 * `node infra/worker/build-image.ts --architecture arm64|x86_64 [--bundle DIR]`: the image of the container that does heavy
 * tasks. CDK runs it when it publishes the image, in a folder of its own, and takes the only line on stdout for the image's
 * name. Without a bundle the present settings are bundled.
 */
const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, '.cache');

/** Docker's names of the processors. */
const PLATFORMS: Readonly<Record<Architecture, string>> = { arm64: 'linux/arm64', x86_64: 'linux/amd64' };

/** CDK asks the same variable for the program that it tags and pushes with. */
const docker = env.CDK_DOCKER || 'docker';
const run = promisify(execFile);

const readOptions = () => {
  const options = { architecture: { type: 'string' }, bundle: { type: 'string' } } as const;
  const { values } = parseArgs({ options, strict: false });
  const architecture = ARCHITECTURES.find((name) => name === values.architecture);
  if (!architecture) throw new ImageError(`Say for which processor: --architecture ${ARCHITECTURES.join(' or ')}.`);
  return { architecture, bundle: typeof values.bundle === 'string' ? values.bundle : undefined };
};

/** `ps` asks the daemon, if the program has one. */
const requireDocker = async (): Promise<void> => {
  await run(docker, ['ps']).catch((cause: Error) => {
    throw new ImageError(
      `The container for heavy tasks needs Docker, and ${docker} does not answer: start it, name another program such as podman or finch in CDK_DOCKER, or do without the container (aws.heavyWorker.kind: off in gilfoyle.yaml).`,
      { cause },
    );
  });
};

const bundleWorker = async (directory: string): Promise<string> => {
  const config = await readConfig({ directory: ROOT });
  return (await bundleProgram({ config, entry: 'infra/worker/main.ts', directory })).directory;
};

const buildImage = async (): Promise<string> => {
  const { architecture, bundle } = readOptions();
  await requireDocker();
  const ffmpeg = finishedBuild(architecture) ?? (await makeBuild(await findBuilder(env), architecture));
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'worker-image-'));
  try {
    const directory = join(folder, 'image');
    await stageImage({ bundle: bundle ?? (await bundleWorker(join(folder, 'bundle'))), ffmpeg, directory });
    const { stdout: id } = await run(docker, ['build', '--quiet', '--platform', PLATFORMS[architecture], directory], {
      // As CDK does: Fargate takes an image, not a list of an image and statements about how it was built.
      env: { ...env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    });
    return id.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

try {
  stdout.write(`${await buildImage()}\n`);
} catch (error) {
  const isTold = error instanceof ImageError || error instanceof LayerError;
  stderr.write(`${isTold ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}
