import type { ObjectOperation } from '../http/operation.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { abortUpload } from '../store/uploads.ts';

export const abortMultipartUpload: ObjectOperation = async ({ disk }, { bucket, key, query }) => {
  await requireBucket(disk, bucket);
  await abortUpload(disk, bucket, key, query.get('uploadId') ?? '');
  return { status: 204 };
};
