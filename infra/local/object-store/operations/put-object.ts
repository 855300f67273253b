import { readBodyLength, receiveBody } from '../body/receive-body.ts';
import { checksumHeaders } from '../http/checksum-headers.ts';
import type { ObjectOperation } from '../http/operation.ts';
import { readObjectHeaders } from '../http/read-object-headers.ts';
import { readWritePrecondition } from '../http/read-write-precondition.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { checkPrecondition } from '../store/check-precondition.ts';
import { commitObject } from '../store/commit-object.ts';
import { createTemporaryFile } from '../store/create-temporary-file.ts';
import { readObjectMetadata } from '../store/object-file.ts';
import { requireRoom } from '../store/require-room.ts';

/** S3's limit for one PUT and for one part: 5 GiB. */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

export const putObject: ObjectOperation = async ({ disk, outbox }, request) => {
  const { bucket, key } = request;
  await requireBucket(disk, bucket);
  const headers = readObjectHeaders(request.headers);
  const precondition = readWritePrecondition(request.headers);
  // Spares the transfer of a body that is going to be refused; what decides is the check in commitObject.
  checkPrecondition(precondition, await readObjectMetadata(disk.objectPath(bucket, key)).catch(() => undefined));

  await requireRoom(disk, readBodyLength(request, MAX_PUT_BYTES));
  const file = await createTemporaryFile(disk);
  try {
    const { size, md5: etag, checksum } = await receiveBody(request, { limit: MAX_PUT_BYTES }, file.write);
    const description = { size, etag, headers, ...(checksum ? { checksum } : {}) };
    await commitObject(disk, outbox, { bucket, key, file, description, eventName: 'ObjectCreated:Put', precondition });
    return { status: 200, headers: { etag: `"${etag}"`, ...checksumHeaders(checksum) } };
  } finally {
    await file.discard();
  }
};
