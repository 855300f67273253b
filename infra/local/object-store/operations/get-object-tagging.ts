import type { ObjectOperation } from '../http/operation.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { readObjectMetadata } from '../store/object-file.ts';

/** No object has tags, since setting them is NotImplemented; the AWS command line asks before it copies in parts. */
export const getObjectTagging: ObjectOperation = async ({ disk }, { bucket, key }) => {
  await requireBucket(disk, bucket);
  if ((await readObjectMetadata(disk.objectPath(bucket, key))) === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
  }
  return { status: 200, body: renderXml('Tagging', { TagSet: '' }) };
};
