import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { recipeHash } from './recipe-hash.ts';

/** Finished builds of this work tree; git ignores it, and it may be deleted at any time. */
export const BUILDS = join(import.meta.dirname, '../../.cache/ffmpeg');

/** Where the build of the present recipe belongs: `ffmpeg`, `ffprobe`, `layer.zip` and `LICENSES/`. */
export const buildFolder = (architecture: Architecture, builds: string = BUILDS): string =>
  join(builds, `${recipeHash(architecture)}-${architecture}`);
