import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outbox } from '../events/create-outbox.ts';
import type { WritePrecondition } from './check-precondition.ts';
import { commitObject } from './commit-object.ts';
import { createTemporaryFile } from './create-temporary-file.ts';
import { readObjectMetadata } from './object-file.ts';
import type { ObjectDescription, ObjectMetadata } from './object-metadata.ts';
import type { Disk } from './open-disk.ts';
import { partFileName } from './part-file-name.ts';
import { noSuchUpload, type Part, readParts, readUpload, type Upload, uploadLock } from './uploads.ts';

export interface Completion {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly precondition: WritePrecondition;
  /** Decides from the stored parts what the object becomes; throws an S3Error to refuse. */
  readonly describe: (upload: Upload, stored: readonly Part[]) => ObjectDescription;
}

/**
 * Turns an upload into its object without copying: see "COMPLETE MULTIPART" in open-disk.ts. A repeated call for the
 * upload that the object came from gets the same answer, since clients repeat calls whose answer they lost.
 * @throws S3Error NoSuchUpload, and whatever `describe` and the precondition throw.
 */
export const completeUpload = (disk: Disk, outbox: Outbox, completion: Completion): Promise<ObjectMetadata> => {
  const { bucket, key, uploadId, precondition, describe } = completion;

  const complete = async (): Promise<ObjectMetadata> => {
    const upload = await readUpload(disk, bucket, key, uploadId).catch(() => undefined);
    if (upload === undefined) {
      const present = await readObjectMetadata(disk.objectPath(bucket, key)).catch(() => undefined);
      if (present?.upload?.id === uploadId) return present;
      throw noSuchUpload(uploadId);
    }
    const stored = await readParts(disk, bucket, uploadId);
    const description = describe(upload, stored);
    const file = await createTemporaryFile(disk);
    try {
      const moveParts = async (): Promise<void> => {
        await rename(join(disk.uploadsPath(bucket), uploadId), join(disk.extentsPath(bucket), uploadId));
      };
      const eventName = 'ObjectCreated:CompleteMultipartUpload';
      const commit = { bucket, key, file, description, eventName, precondition, afterCommit: moveParts } as const;
      const metadata = await commitObject(disk, outbox, commit);
      const kept = new Set(description.upload?.parts.map(({ number }) => number));
      const unused = stored.filter(({ number }) => !kept.has(number));
      for (const { number } of unused) {
        await rm(join(disk.extentsPath(bucket), uploadId, partFileName(number)), { force: true });
      }
      return metadata;
    } finally {
      await file.discard();
    }
  };

  return disk.locks.exclusive(uploadLock(bucket, uploadId), complete);
};
