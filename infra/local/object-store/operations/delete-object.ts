import type { ObjectOperation } from '../http/operation.ts';
import { readWritePrecondition } from '../http/read-write-precondition.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { deleteObject as removeObject } from '../store/delete-object.ts';

export const deleteObject: ObjectOperation = async ({ disk }, { bucket, key, headers }) => {
  await requireBucket(disk, bucket);
  await removeObject(disk, bucket, key, readWritePrecondition(headers));
  return { status: 204 };
};
