import { existsSync } from 'node:fs';
import type { Architecture } from './architecture.ts';
import { BUILDS, buildFolder } from './build-folder.ts';

/** The folder of the present recipe's build, or undefined if it was not built yet. A folder appears whole or not at all. */
export const finishedBuild = (architecture: Architecture, builds: string = BUILDS): string | undefined => {
  const folder = buildFolder(architecture, builds);
  return existsSync(folder) ? folder : undefined;
};
