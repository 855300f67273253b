import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { BUILDS, buildFolder } from './build-folder.ts';
import type { Builder } from './builder.ts';
import { finishedBuild } from './finished-build.ts';

/**
 * Builds beside the place where the result belongs, and moves it there when it is whole. Of two at once, the first to
 * end is the one that stays; both answer with its folder.
 */
export const makeBuild = async (
  builder: Builder,
  architecture: Architecture,
  builds: string = BUILDS,
): Promise<string> => {
  const folder = buildFolder(architecture, builds);
  await mkdir(builds, { recursive: true });
  const unfinished = await mkdtemp(join(builds, 'unfinished-'));
  try {
    await builder.build(architecture, unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      if (finishedBuild(architecture, builds) === undefined) throw error;
    });
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};
