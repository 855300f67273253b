import { rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertNoLinks } from './assert-no-links.ts';
import { checkPrecondition, type WritePrecondition } from './check-precondition.ts';
import { objectLock } from './commit-object.ts';
import { readObjectMetadata } from './object-file.ts';
import type { Disk } from './open-disk.ts';

const removeEmptyFolders = async (base: string, path: string): Promise<void> => {
  for (let folder = path; folder !== base; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return; // not empty, or another DELETE was first
    }
  }
};

/** Deletes an object; one that does not exist is no error, unless the precondition asks for it. */
export const deleteObject = (
  disk: Disk,
  bucket: string,
  key: string,
  precondition: WritePrecondition = {},
): Promise<void> => {
  const path = disk.objectPath(bucket, key);

  const remove = async (): Promise<void> => {
    await assertNoLinks(path);
    const present = await readObjectMetadata(path).catch(() => undefined);
    checkPrecondition(precondition, present);
    try {
      await unlink(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return;
      throw error;
    }
    await disk.syncDirectory(dirname(path));
    await removeEmptyFolders(disk.objectsPath(bucket), dirname(path));
    if (present?.upload !== undefined) {
      await disk.leases.removeWhenUnread(join(disk.extentsPath(bucket), present.upload.id));
    }
  };

  return disk.locks.shared(`bucket ${bucket}`, () => disk.locks.exclusive(objectLock(bucket, key), remove));
};
