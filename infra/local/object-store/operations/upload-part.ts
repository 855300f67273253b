import { readChecksumClaim } from '../body/read-checksum-claim.ts';
import { readBodyLength, receiveBody } from '../body/receive-body.ts';
import { checksumHeaders } from '../http/checksum-headers.ts';
import type { ObjectOperation } from '../http/operation.ts';
import { readPartNumber } from '../http/part-parameters.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { createTemporaryFile } from '../store/create-temporary-file.ts';
import { requireRoom } from '../store/require-room.ts';
import { commitPart, readUpload } from '../store/uploads.ts';
import { MAX_PUT_BYTES } from './put-object.ts';

export const uploadPart: ObjectOperation = async ({ disk }, request) => {
  const { bucket, key } = request;
  const number = readPartNumber(request);
  const id = request.query.get('uploadId') ?? '';
  await requireBucket(disk, bucket);
  const upload = await readUpload(disk, bucket, key, id);
  const algorithm = upload.checksum?.algorithm;
  const claim = readChecksumClaim(request.headers, request.payload.endsWith('-TRAILER'));
  if (algorithm !== undefined && claim !== undefined && claim.algorithm !== algorithm) {
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm}, actual checksum Type: ${claim.algorithm}`,
    );
  }

  await requireRoom(disk, readBodyLength(request, MAX_PUT_BYTES));
  const file = await createTemporaryFile(disk);
  try {
    const received = await receiveBody(request, { limit: MAX_PUT_BYTES, algorithm }, file.write);
    const { size, md5: etag, checksum } = received;
    await commitPart(disk, bucket, id, number, file, { size, etag, headers: {}, ...(checksum ? { checksum } : {}) });
    const { 'x-amz-checksum-type': _type, ...headers } = checksumHeaders(checksum);
    return { status: 200, headers: { etag: `"${etag}"`, ...headers } };
  } finally {
    await file.discard();
  }
};
