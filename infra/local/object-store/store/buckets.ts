import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../http/s3-error.ts';
import { createTemporaryFile } from './create-temporary-file.ts';
import type { Disk } from './open-disk.ts';
import { walkKeys } from './walk-keys.ts';

export interface BucketSummary {
  readonly name: string;
  readonly created: Date;
}

const BUCKET_NAME = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** S3's naming rules, which also make every bucket name a harmless folder name. */
export const isBucketName = (name: string): boolean => BUCKET_NAME.test(name) && !IPV4.test(name);

/** Whether there is such a bucket. */
export const bucketExists = async (disk: Disk, bucket: string): Promise<boolean> => {
  if (!isBucketName(bucket)) return false;
  const found = await stat(join(disk.bucketPath(bucket), 'bucket.json')).catch(() => undefined);
  return found !== undefined;
};

/** Makes the bucket complete in tmp/ and renames it. Answers whether it was missing. */
export const createBucket = (disk: Disk, bucket: string): Promise<boolean> => {
  if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.');
  return disk.locks.exclusive(`bucket ${bucket}`, async () => {
    if (await bucketExists(disk, bucket)) return false;
    const path = join(disk.temporaryPath, randomUUID());
    for (const name of ['objects', 'uploads', 'extents']) await mkdir(join(path, name), { recursive: true });
    const file = await createTemporaryFile(disk);
    try {
      await file.write(Buffer.from(JSON.stringify({ created: disk.clock().toISOString() })));
      await file.seal();
      await file.moveTo(join(path, 'bucket.json'));
    } finally {
      await file.discard();
    }
    await disk.syncDirectory(path);
    await rename(path, disk.bucketPath(bucket));
    await disk.syncDirectory(disk.bucketsPath);
    return true;
  });
};

/** Deletes an empty bucket with its unfinished uploads. @throws S3Error NoSuchBucket, BucketNotEmpty. */
export const deleteBucket = (disk: Disk, bucket: string): Promise<void> =>
  disk.locks.exclusive(`bucket ${bucket}`, async () => {
    if (!(await bucketExists(disk, bucket))) {
      throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
    }
    for await (const _key of walkKeys(disk.objectsPath(bucket), { prefix: '', after: '', skip: undefined })) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket });
    }
    const discarded = join(disk.temporaryPath, randomUUID());
    await rename(disk.bucketPath(bucket), discarded);
    await disk.syncDirectory(disk.bucketsPath);
    await rm(discarded, { recursive: true, force: true });
  });

/** All buckets by name. */
export const listBuckets = async (disk: Disk): Promise<BucketSummary[]> => {
  const names = (await readdir(disk.bucketsPath)).filter(isBucketName).sort();
  const buckets: BucketSummary[] = [];
  for (const name of names) {
    const text = await readFile(join(disk.bucketPath(name), 'bucket.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { created } = JSON.parse(text) as { created: string };
    buckets.push({ name, created: new Date(created) });
  }
  return buckets;
};
