import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { listBuckets } from './buckets.ts';
import { readObjectMetadata } from './object-file.ts';
import type { Disk } from './open-disk.ts';
import type { Upload } from './uploads.ts';

/** Whether the object at the folder's key keeps its bytes in this folder. */
const isInUse = async (disk: Disk, bucket: string, folder: string, id: string): Promise<boolean> => {
  const { key } = JSON.parse(await readFile(join(folder, 'upload.json'), 'utf8')) as Upload;
  const metadata = await readObjectMetadata(disk.objectPath(bucket, key));
  return metadata?.upload?.id === id;
};

/** Mends what a crash left between the steps of completing, overwriting or deleting a multipart object. Run at start. */
export const recoverMultipart = async (disk: Disk, onError: (error: Error, what: string) => void): Promise<void> => {
  const check = async (parent: string, bucket: string, act: (id: string, used: boolean) => Promise<void>) => {
    for (const id of await readdir(parent)) {
      try {
        await act(id, await isInUse(disk, bucket, join(parent, id), id));
      } catch (error) {
        // Something is damaged: no reason to delete bytes that may still be wanted.
        onError(error as Error, `checking the parts of upload ${id} in bucket ${bucket}`);
      }
    }
  };

  for (const { name: bucket } of await listBuckets(disk)) {
    const uploads = disk.uploadsPath(bucket);
    const extents = disk.extentsPath(bucket);
    await check(uploads, bucket, async (id, used) => {
      if (used) await rename(join(uploads, id), join(extents, id));
    });
    await check(extents, bucket, async (id, used) => {
      if (!used) await disk.leases.removeWhenUnread(join(extents, id));
    });
  }
};
