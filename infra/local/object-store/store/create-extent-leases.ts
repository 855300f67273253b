import { rm } from 'node:fs/promises';

/** Counts the readers of each extents folder, so that an overwritten multipart object lasts until its readers are done. */
export interface ExtentLeases {
  /** Call while the object's key is locked; call the answer once, when done. */
  readonly take: (path: string) => () => Promise<void>;
  /** Deletes the folder now, or when its last reader is done. */
  readonly removeWhenUnread: (path: string) => Promise<void>;
}

export const createExtentLeases = (): ExtentLeases => {
  const readers = new Map<string, number>();
  const doomed = new Set<string>();

  const remove = async (path: string): Promise<void> => {
    doomed.delete(path);
    await rm(path, { recursive: true, force: true });
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
