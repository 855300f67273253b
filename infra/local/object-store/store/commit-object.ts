import { dirname, join } from 'node:path';
import type { ObjectCreated, Outbox } from '../events/create-outbox.ts';
import { S3Error } from '../http/s3-error.ts';
import { assertNoLinks } from './assert-no-links.ts';
import { checkPrecondition, type WritePrecondition } from './check-precondition.ts';
import type { TemporaryFile } from './create-temporary-file.ts';
import { makeFolders } from './make-folders.ts';
import { readObjectMetadata } from './object-file.ts';
import type { ObjectDescription, ObjectMetadata } from './object-metadata.ts';
import type { Disk } from './open-disk.ts';

export interface ObjectCommit {
  readonly bucket: string;
  readonly key: string;
  readonly file: TemporaryFile;
  readonly description: ObjectDescription;
  readonly eventName: ObjectCreated['eventName'];
  readonly precondition?: WritePrecondition;
  /** Runs once the object is visible and durable, while its key is still locked. */
  readonly afterCommit?: () => Promise<void>;
}

/** A DELETE may remove the folder between its making and the rename; it can hardly do so this often. */
const MOVE_ATTEMPTS = 10;

const moveIntoPlace = async (disk: Disk, bucket: string, file: TemporaryFile, path: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    await makeFolders(disk, disk.objectsPath(bucket), dirname(path));
    await assertNoLinks(path);
    try {
      await file.moveTo(path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === MOVE_ATTEMPTS) throw error;
    }
  }
};

const explainFailure = (error: NodeJS.ErrnoException, bucket: string): Error => {
  if (error.code === 'ENOENT')
    return new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
  // PATH_MAX is 4,096 on Linux, which every key fits, but 1,024 on macOS.
  if (error.code === 'ENAMETOOLONG') return new S3Error('KeyTooLongError', 'Your key is too long for this file system');
  return error;
};

/** The name under which writes of one object take turns. */
export const objectLock = (bucket: string, key: string): string => `object ${bucket}/${key}`;

/**
 * Puts a received file in its place: one rename switches bytes and metadata. Durable when it returns.
 * @throws S3Error NoSuchBucket, PreconditionFailed, or NoSuchKey for If-Match on a missing object.
 */
export const commitObject = (disk: Disk, outbox: Outbox, commit: ObjectCommit): Promise<ObjectMetadata> => {
  const { bucket, key, file, description, eventName, precondition = {}, afterCommit } = commit;
  const path = disk.objectPath(bucket, key);

  const replace = async (): Promise<ObjectMetadata> => {
    const present = await readObjectMetadata(path).catch(() => undefined);
    checkPrecondition(precondition, present);
    const metadata = { ...description, lastModified: disk.clock().getTime(), sequencer: disk.nextSequencer() };
    await file.seal(metadata);
    const record = await outbox.record({
      eventName,
      eventTime: metadata.lastModified,
      bucket,
      key,
      size: metadata.size,
      etag: metadata.etag,
      sequencer: metadata.sequencer,
    });
    try {
      await moveIntoPlace(disk, bucket, file, path);
    } catch (error) {
      await record.cancel();
      throw explainFailure(error as NodeJS.ErrnoException, bucket);
    }
    try {
      await disk.syncDirectory(dirname(path));
    } finally {
      // The object is visible already, whether or not its name is durable.
      await afterCommit?.();
      record.publish();
    }
    if (present?.upload !== undefined && present.upload.id !== description.upload?.id) {
      await disk.leases.removeWhenUnread(join(disk.extentsPath(bucket), present.upload.id));
    }
    return metadata;
  };

  return disk.locks.shared(`bucket ${bucket}`, () => disk.locks.exclusive(objectLock(bucket, key), replace));
};
