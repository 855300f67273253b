import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listBuckets } from './buckets.ts';
import { readObjectMetadata } from './object-file.ts';
import type { Disk } from './open-disk.ts';
import type { Upload } from './uploads.ts';

/** Whether the object at the folder's key keeps its bytes in this folder; `undefined` if the folder cannot say its key. */
const isInUse = async (disk: Disk, bucket: string, folder: string, id: string): Promise<boolean | undefined> => {
  const text = await readFile(join(folder, 'upload.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { key } = JSON.parse(text) as Upload;
  const metadata = await readObjectMetadata(disk.objectPath(bucket, key));
  return metadata?.upload?.id === id;
};

/** Mends what a crash left between the steps of completing, overwriting or deleting a multipart object. Run at start. */
export const recoverMultipart = async (disk: Disk, onError: (error: Error, what: string) => void): Promise<void> => {
  for (const { name: bucket } of await listBuckets(disk)) {
    for (const id of await readdir(disk.uploadsPath(bucket))) {
      const folder = join(disk.uploadsPath(bucket), id);
      if (await isInUse(disk, bucket, folder, id).catch(() => false)) {
        await rename(folder, join(disk.extentsPath(bucket), id));
      }
    }
    for (const id of await readdir(disk.extentsPath(bucket))) {
      const folder = join(disk.extentsPath(bucket), id);
      try {
        if ((await isInUse(disk, bucket, folder, id)) === false) await rm(folder, { recursive: true, force: true });
      } catch (error) {
        // A damaged object file is no reason to delete bytes that it may name.
        onError(error as Error, `checking the parts of upload ${id} in bucket ${bucket}`);
      }
    }
  }
};
