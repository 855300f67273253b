import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Disk } from './open-disk.ts';

const makeOne = async (disk: Disk, path: string): Promise<void> => {
  const created = await mkdir(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (created) await disk.syncDirectory(dirname(path));
};

/**
 * Makes `path` and the folders between it and `base`, which must exist, durably.
 * Not `mkdir` with `recursive`: that would bring back a bucket which is being deleted.
 */
export const makeFolders = async (disk: Disk, base: string, path: string): Promise<void> => {
  try {
    await makeOne(disk, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path === base) throw error;
    await makeFolders(disk, base, dirname(path));
    await makeOne(disk, path);
  }
};
