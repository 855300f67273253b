import type { BucketOperation } from '../http/operation.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { readObjectMetadata } from '../store/object-file.ts';

/** GetBucketAcl and GetObjectAcl: everything belongs to the one owner alone. */
export const getAcl: BucketOperation = async ({ disk, ownerId }, { bucket, key }) => {
  await requireBucket(disk, bucket);
  if (key !== undefined && (await readObjectMetadata(disk.objectPath(bucket, key))) === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
  }
  const id = ownerId.replace(/[^\w.-]/g, '');
  const owner = `<ID>${id}</ID><DisplayName>${id}</DisplayName>`;
  // Written by hand for the one attribute in all of S3's answers.
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner>${owner}</Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${owner}</Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`;
  return { status: 200, body };
};
