import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Builder } from './builder.ts';
import { LayerError } from './layer-error.ts';
import { runStep } from './run-step.ts';

/**
 * Containers of `docker`, or of a program with the same arguments. What was made comes out as an archive on standard
 * output: unlike a mounted folder, that also works when containers run on another machine, and the files are ours.
 */
export const containerBuilder = (docker: string): Builder => ({
  build: (architecture, folder) =>
    withImage(docker, `gilfoyle-ffmpeg:${architecture}`, ['--build-arg', `ARCHITECTURE=${architecture}`], (image) =>
      runStep(docker, ['run', '--rm', image], (archive) => unpack(archive, folder)),
    ),
  newestVersions: () =>
    withImage(docker, 'gilfoyle-ffmpeg:recipe', ['--target', 'recipe'], (image) =>
      runStep(docker, ['run', '--rm', image, 'bash', '/recipe/build.sh', '--versions'], text),
    ),
});

/** The image's name goes afterwards; its layers stay in the cache of the program. */
const withImage = async <T>(
  docker: string,
  image: string,
  options: readonly string[],
  use: (image: string) => Promise<T>,
): Promise<T> => {
  await runStep(docker, ['build', '--tag', image, ...options, import.meta.dirname]);
  try {
    return await use(image);
  } finally {
    await runStep(docker, ['rmi', image]).catch(() => undefined);
  }
};

const unpack = async (archive: Readable, folder: string): Promise<void> => {
  const tar = spawn('tar', ['-x', '-f', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] });
  tar.stdin.on('error', () => undefined); // a tar that stops reading tells the reason itself
  archive.pipe(tar.stdin);
  const [code] = await once(tar, 'close');
  if (code !== 0) throw new LayerError(`tar could not unpack what the container built (code ${code}).`);
};
