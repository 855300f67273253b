import { bucketExists } from '../store/buckets.ts';
import type { Disk } from '../store/open-disk.ts';
import { S3Error } from './s3-error.ts';

/** @throws S3Error NoSuchBucket. */
export const requireBucket = async (disk: Disk, bucket: string): Promise<void> => {
  if (await bucketExists(disk, bucket)) return;
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
};
