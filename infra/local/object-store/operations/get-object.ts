import { checkReadConditions } from '../http/check-read-conditions.ts';
import { checksumHeaders } from '../http/checksum-headers.ts';
import type { ObjectOperation, ObjectRequest } from '../http/operation.ts';
import { type ByteRange, parseRange } from '../http/parse-range.ts';
import { readResponseOverrides } from '../http/read-object-headers.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import type { ObjectMetadata } from '../store/object-metadata.ts';
import { openObject } from '../store/open-object.ts';

/** The range of one part of a multipart object; an object of one piece counts as one part. */
const rangeOfPart = ({ size, upload }: ObjectMetadata, text: string): ByteRange => {
  const wanted = Number(text);
  const sizes = upload?.parts.map((part) => part.size) ?? [size];
  const partSize = /^\d{1,5}$/.test(text) ? sizes[wanted - 1] : undefined;
  if (partSize === undefined) throw new S3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable');
  const start = sizes.slice(0, wanted - 1).reduce((sum, item) => sum + item, 0);
  return { start, end: start + partSize - 1 };
};

const chooseRange = (request: ObjectRequest, metadata: ObjectMetadata): ByteRange | undefined => {
  const partNumber = request.query.get('partNumber');
  const header = request.headers.get('range');
  if (partNumber !== undefined) {
    if (header !== undefined)
      throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
    return rangeOfPart(metadata, partNumber);
  }
  const range = parseRange(header, metadata.size);
  if (range !== 'unsatisfiable') return range;
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header ?? '',
    ActualObjectSize: String(metadata.size),
  });
};

const describe = (request: ObjectRequest, metadata: ObjectMetadata, range: ByteRange | undefined) => {
  const { size, upload } = metadata;
  const isPart = request.query.has('partNumber');
  const wantsChecksum = request.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && range === undefined;
  return {
    ...metadata.headers,
    'accept-ranges': 'bytes',
    etag: `"${metadata.etag}"`,
    'last-modified': new Date(metadata.lastModified).toUTCString(),
    ...(wantsChecksum ? checksumHeaders(metadata.checksum) : {}),
    ...(isPart && upload !== undefined ? { 'x-amz-mp-parts-count': String(upload.parts.length) } : {}),
    'content-length': String(range === undefined ? size : range.end - range.start + 1),
    ...(range === undefined || size === 0 ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
    ...readResponseOverrides(request.query),
  };
};

/** GetObject and HeadObject, which differ only in that the latter sends no body. */
export const getObject: ObjectOperation = async ({ disk }, request) => {
  await requireBucket(disk, request.bucket);
  const object = await openObject(disk, request.bucket, request.key);
  if (object === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: request.key });
  const { metadata, close } = object;
  try {
    const condition = checkReadConditions(request.headers, metadata);
    if (condition === 'failed') {
      throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    if (condition === 'not-modified') {
      const { etag, 'last-modified': lastModified } = describe(request, metadata, undefined);
      const cacheControl = metadata.headers['cache-control'];
      await close();
      return {
        status: 304,
        headers: { etag, 'last-modified': lastModified, ...(cacheControl ? { 'cache-control': cacheControl } : {}) },
      };
    }
    const range = chooseRange(request, metadata);
    const headers = describe(request, metadata, range);
    const status = range === undefined ? 200 : 206;
    if (request.method === 'HEAD') {
      await close();
      return { status, headers };
    }
    const { start, end } = range ?? { start: 0, end: metadata.size - 1 };
    return { status, headers, body: { bytes: object.read(start, end), close } };
  } catch (error) {
    await close();
    throw error;
  }
};
