import type { Architecture } from './architecture.ts';

/** A place where the recipe can run. */
export interface Builder {
  /** Leaves a whole build in an empty folder. */
  readonly build: (architecture: Architecture, folder: string) => Promise<void>;
  /** What `versions.txt` would have to say today. */
  readonly newestVersions: () => Promise<string>;
}
