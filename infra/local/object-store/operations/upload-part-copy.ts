import { checksumElements } from '../http/checksum-headers.ts';
import type { ObjectOperation } from '../http/operation.ts';
import { type ByteRange, parseRange } from '../http/parse-range.ts';
import { readPartNumber } from '../http/part-parameters.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { createTemporaryFile } from '../store/create-temporary-file.ts';
import { commitPart, readUpload } from '../store/uploads.ts';
import { copyBytes } from './copy-bytes.ts';
import { openCopySource } from './open-copy-source.ts';
import { MAX_PUT_BYTES } from './put-object.ts';

/** Only `bytes=first-last` inside the source is allowed here. */
const readCopyRange = (header: string | undefined, size: number): ByteRange => {
  if (header === undefined) return { start: 0, end: size - 1 };
  const range = /^bytes=\d+-\d+$/.test(header) ? parseRange(header, size) : undefined;
  if (range === undefined || range === 'unsatisfiable' || !header.endsWith(`-${range.end}`)) {
    throw new S3Error('InvalidArgument', `Range specified is not valid for source object of size: ${size}`, {
      ArgumentName: 'x-amz-copy-source-range',
      ArgumentValue: header,
    });
  }
  return range;
};

export const uploadPartCopy: ObjectOperation = async ({ disk }, request) => {
  const { bucket, key } = request;
  const number = readPartNumber(request);
  const id = request.query.get('uploadId') ?? '';
  await requireBucket(disk, bucket);
  const upload = await readUpload(disk, bucket, key, id);
  const source = await openCopySource(disk, request);
  try {
    const { start, end } = readCopyRange(request.headers.get('x-amz-copy-source-range'), source.metadata.size);
    if (end - start + 1 > MAX_PUT_BYTES) throw new S3Error('InvalidRequest', 'A part is at most 5368709120 bytes.');
    const file = await createTemporaryFile(disk);
    try {
      const copied = await copyBytes(source.read(start, end), file, upload.checksum?.algorithm);
      const { etag, checksum, lastModified } = await commitPart(disk, bucket, id, number, file, {
        ...copied,
        headers: {},
      });
      const body = renderXml('CopyPartResult', {
        LastModified: new Date(lastModified).toISOString(),
        ETag: `"${etag}"`,
        ...checksumElements(checksum),
      });
      return { status: 200, body };
    } finally {
      await file.discard();
    }
  } finally {
    await source.close();
  }
};
