import { CHECKSUM_ALGORITHMS, findChecksumAlgorithm } from '../body/checksum-algorithms.ts';
import type { ObjectOperation } from '../http/operation.ts';
import { readObjectHeaders } from '../http/read-object-headers.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { createUpload, type Upload } from '../store/uploads.ts';

/** Which checksum the parts and the object will have, from `x-amz-checksum-algorithm` and `x-amz-checksum-type`. */
const readChecksum = (headers: ReadonlyMap<string, string>): Upload['checksum'] => {
  const name = headers.get('x-amz-checksum-algorithm');
  const type = headers.get('x-amz-checksum-type')?.toUpperCase();
  if (name === undefined) {
    if (type === undefined) return undefined;
    throw new S3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const algorithm = findChecksumAlgorithm(name);
  if (algorithm === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  const canCombine = CHECKSUM_ALGORITHMS[algorithm].crc !== undefined;
  const chosen = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible = chosen === 'FULL_OBJECT' ? canCombine : chosen === 'COMPOSITE' && algorithm !== 'CRC64NVME';
  if (!isPossible) {
    throw new S3Error(
      'InvalidRequest',
      `The ${chosen} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { algorithm, type: chosen as 'FULL_OBJECT' | 'COMPOSITE' };
};

export const createMultipartUpload: ObjectOperation = async ({ disk }, { bucket, key, headers }) => {
  await requireBucket(disk, bucket);
  const checksum = readChecksum(headers);
  const upload = await createUpload(disk, bucket, {
    key,
    initiated: disk.clock().getTime(),
    headers: readObjectHeaders(headers),
    ...(checksum ? { checksum } : {}),
  });
  const body = renderXml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: upload.id });
  const echoed: Record<string, string> = checksum
    ? { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type }
    : {};
  return { status: 200, headers: echoed, body };
};
