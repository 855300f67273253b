import { checkReadConditions } from '../http/check-read-conditions.ts';
import type { ObjectRequest } from '../http/operation.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import type { Disk } from '../store/open-disk.ts';
import { type OpenObject, openObject } from '../store/open-object.ts';

export interface CopySource extends OpenObject {
  readonly bucket: string;
  readonly key: string;
}

const parseCopySource = (header: string): { bucket: string; key: string } => {
  const invalid = (message: string): S3Error =>
    new S3Error('InvalidArgument', message, { ArgumentName: 'x-amz-copy-source', ArgumentValue: header });
  const [encoded = '', query] = header.split('?', 2);
  if (query !== undefined && query !== 'versionId=null') throw invalid('There are no versions here.');
  let path: string;
  try {
    path = decodeURIComponent(encoded).replace(/^\//, '');
  } catch {
    throw invalid('The x-amz-copy-source is not URL-encoded.');
  }
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1) {
    throw invalid('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
};

/**
 * Opens what `x-amz-copy-source` names, if the `x-amz-copy-source-if-*` conditions hold. The caller closes it.
 * @throws S3Error InvalidArgument, NoSuchBucket, NoSuchKey, PreconditionFailed.
 */
export const openCopySource = async (disk: Disk, { headers }: ObjectRequest): Promise<CopySource> => {
  const { bucket, key } = parseCopySource(headers.get('x-amz-copy-source') ?? '');
  await requireBucket(disk, bucket);
  const object = Buffer.byteLength(key) > 1024 ? undefined : await openObject(disk, bucket, key);
  if (object === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
  if (checkReadConditions(headers, object.metadata, 'x-amz-copy-source-') === 'go-on')
    return { ...object, bucket, key };
  await object.close();
  throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
};
