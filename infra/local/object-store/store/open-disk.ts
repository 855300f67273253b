import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDirectorySyncer } from './create-directory-syncer.ts';
import { createExtentLeases, type ExtentLeases } from './create-extent-leases.ts';
import { createSequencer } from './create-sequencer.ts';
import { encodeKey } from './encode-key.ts';
import { createNamedLocks, type NamedLocks } from './lock-by-name.ts';

/*
 * THE STORE ON DISK
 *
 *     tmp/<uuid>                                what is being received or thrown away; emptied at every start
 *     buckets/<bucket>/bucket.json              when the bucket was created
 *     buckets/<bucket>/objects/<names>.o        one file per object: bytes, then metadata (object-file.ts, encode-key.ts)
 *     buckets/<bucket>/uploads/<id>/            a multipart upload under way: upload.json and one object file per part
 *     buckets/<bucket>/extents/<id>/            the same folder after completion: it holds the object's bytes
 *     outbox/<sequencer>.json                   an ObjectCreated event that is not known to be sent (events/create-outbox.ts)
 *
 * PUT: the body streams into tmp/, then, alone for this key: check the precondition against the present object; append
 * the metadata and fsync; write the outbox record and fsync it; rename onto the object's path; fsync the folder. The
 * rename is the commit. A crash before it leaves the old object (and at worst an outbox record that names no stored
 * version, which the next start drops); a crash after it leaves the new one with its record. A reader keeps its open
 * file: rename and unlink take the name away, not the bytes.
 *
 * COMPLETE MULTIPART: copies nothing. The object file holds metadata only, naming the parts in order; it is committed
 * like a PUT, then uploads/<id> is renamed to extents/<id>. A crash between the two is mended at start: an upload that
 * its key's object names is moved, an extents folder that it does not name is deleted. When the object is overwritten or
 * deleted, its extents folder goes once the last reader of it is done, or at the next start.
 *
 * DELETE: unlink, then the folders that became empty.
 *
 * One process per directory: locks, reader counts and the emptying of tmp/ assume it.
 */
export interface Disk {
  /** Absolute, without symbolic links. */
  readonly root: string;
  readonly clock: () => Date;
  /** Bytes of the disk that no body may take: others live on it. */
  readonly reserveBytes: number;
  readonly locks: NamedLocks;
  readonly leases: ExtentLeases;
  readonly nextSequencer: () => string;
  /** Makes the names in a folder durable. */
  readonly syncDirectory: (path: string) => Promise<void>;
  readonly bucketsPath: string;
  readonly temporaryPath: string;
  readonly outboxPath: string;
  readonly bucketPath: (bucket: string) => string;
  readonly objectsPath: (bucket: string) => string;
  readonly objectPath: (bucket: string, key: string) => string;
  readonly uploadsPath: (bucket: string) => string;
  readonly extentsPath: (bucket: string) => string;
}

/** Makes the folders, throws away what crashed writes left in tmp/. */
export const openDisk = async (directory: string, clock: () => Date, reserveBytes = 0): Promise<Disk> => {
  await mkdir(directory, { recursive: true });
  const root = await realpath(directory);
  const temporaryPath = join(root, 'tmp');
  const bucketsPath = join(root, 'buckets');
  const outboxPath = join(root, 'outbox');
  await rm(temporaryPath, { recursive: true, force: true });
  for (const path of [temporaryPath, bucketsPath, outboxPath]) await mkdir(path, { recursive: true });
  const bucketPath = (bucket: string): string => join(bucketsPath, bucket);
  const objectsPath = (bucket: string): string => join(bucketPath(bucket), 'objects');
  return {
    root,
    clock,
    reserveBytes,
    locks: createNamedLocks(),
    leases: createExtentLeases(temporaryPath),
    nextSequencer: createSequencer(),
    syncDirectory: createDirectorySyncer(),
    bucketsPath,
    temporaryPath,
    outboxPath,
    bucketPath,
    objectsPath,
    objectPath: (bucket, key) => join(objectsPath(bucket), ...encodeKey(key)),
    uploadsPath: (bucket) => join(bucketPath(bucket), 'uploads'),
    extentsPath: (bucket) => join(bucketPath(bucket), 'extents'),
  };
};
