import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Counts the readers of each extents folder, so that an overwritten multipart object lasts until its readers are done. */
export interface ExtentLeases {
  /** Call while the object's key is locked; call the answer once, when done. */
  readonly take: (path: string) => () => Promise<void>;
  /** Deletes the folder now, or when its last reader is done. */
  readonly removeWhenUnread: (path: string) => Promise<void>;
}

export const createExtentLeases = (temporaryPath: string): ExtentLeases => {
  const readers = new Map<string, number>();
  const doomed = new Set<string>();

  /** Moves the folder away in one step first: half deleted in a crash, it could no longer say whose it was. */
  const remove = async (path: string): Promise<void> => {
    doomed.delete(path);
    const discarded = join(temporaryPath, randomUUID());
    await rename(path, discarded).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(discarded, { recursive: true, force: true });
  };

  return {
    take: (path) => {
      readers.set(path, (readers.get(path) ?? 0) + 1);
      return async () => {
        const left = (readers.get(path) ?? 1) - 1;
        if (left > 0) {
          readers.set(path, left);
          return;
        }
        readers.delete(path);
        if (doomed.has(path)) await remove(path);
      };
    },
    removeWhenUnread: async (path) => {
      if (readers.has(path)) doomed.add(path);
      else await remove(path);
    },
  };
};
