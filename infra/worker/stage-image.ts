import { chmod, cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface ImageParts {
  /** The worker's bundle: `index.mjs` and what belongs to it. */
  readonly bundle: string;
  /** A finished build of infra/ffmpeg: `ffmpeg`, `ffprobe` and `LICENSES/`. */
  readonly ffmpeg: string;
  /** An empty folder, or one that is made. */
  readonly directory: string;
}

/** Makes the folder that the worker's image is built from: the Dockerfile, and what it copies. */
export const stageImage = async ({ bundle, ffmpeg, directory }: ImageParts): Promise<void> => {
  await mkdir(join(directory, 'bin'), { recursive: true });
  await Promise.all([
    cp(join(import.meta.dirname, 'Dockerfile'), join(directory, 'Dockerfile')),
    cp(bundle, join(directory, 'app'), { recursive: true }),
    cp(join(ffmpeg, 'LICENSES'), join(directory, 'licenses'), { recursive: true }),
    ...['ffmpeg', 'ffprobe'].map((program) => cp(join(ffmpeg, program), join(directory, 'bin', program))),
  ]);
  await openToAll(directory);
  for (const program of ['ffmpeg', 'ffprobe']) await chmod(join(directory, 'bin', program), 0o755);
};

/** The container has a user of its own, who may have to read what a strict umask made ours alone. */
const openToAll = async (directory: string): Promise<void> => {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
};
