import type { BucketOperation } from '../http/operation.ts';
import { deleteBucket as removeBucket } from '../store/buckets.ts';

export const deleteBucket: BucketOperation = async ({ disk }, { bucket }) => {
  await removeBucket(disk, bucket);
  return { status: 204 };
};
