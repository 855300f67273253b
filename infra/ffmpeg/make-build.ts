import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { BUILDS, buildFolder } from './build-folder.ts';
import type { Builder } from './builder.ts';
import { finishedBuild } from './finished-build.ts';
import { takeTurn } from './take-turn.ts';

/**
 * Builds beside the place where the result belongs, and moves it there when it is whole. A deployment asks for the layer
 * and for the container at the same time: the second one waits, and finds what the first has built.
 */
export const makeBuild = async (
  builder: Builder,
  architecture: Architecture,
  builds: string = BUILDS,
): Promise<string> => {
  await mkdir(builds, { recursive: true });
  return takeTurn(join(builds, 'lock'), async () => {
    const finished = finishedBuild(architecture, builds);
    if (finished !== undefined) return finished;
    const unfinished = join(builds, 'unfinished');
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished);
    await builder.build(architecture, unfinished);
    const folder = buildFolder(architecture, builds);
    await rename(unfinished, folder);
    return folder;
  });
};
