import type { BucketOperation } from '../http/operation.ts';
import { requireBucket } from '../http/require-bucket.ts';

export const headBucket: BucketOperation = async ({ disk, region }, { bucket }) => {
  await requireBucket(disk, bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'x-amz-access-point-alias': 'false' } };
};
