import type { BucketOperation } from '../http/operation.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';

/** S3 names us-east-1, its first region, by an empty element. */
export const getBucketLocation: BucketOperation = async ({ disk, region }, { bucket }) => {
  await requireBucket(disk, bucket);
  return { status: 200, body: renderXml('LocationConstraint', region === 'us-east-1' ? '' : region) };
};
