import { encodeListText, readEncodingType, readLimit } from '../http/list-parameters.ts';
import type { BucketOperation, Gateway } from '../http/operation.ts';
import { renderXml, type XmlValue } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { type ListedObject, listObjects as readPage } from '../store/list-objects.ts';

const MAX_KEYS = 1000;

/** Opaque to clients; marks where the page before ended, and that a common prefix there was given. */
const encodeToken = (last: string): string => Buffer.from(last, 'utf8').toString('base64url');

const decodeToken = (token: string): string => {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (text !== '' && encodeToken(text) === token) return text;
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
};

const renderObject = (
  { key, metadata }: ListedObject,
  encode: (text: string) => string,
  owner: XmlValue,
): XmlValue => ({
  Key: encode(key),
  LastModified: new Date(metadata.lastModified).toISOString(),
  ETag: `"${metadata.etag}"`,
  ChecksumAlgorithm: metadata.checksum?.algorithm,
  ChecksumType: metadata.checksum?.type,
  Size: metadata.size,
  StorageClass: 'STANDARD',
  Owner: owner,
});

const ownerElement = ({ ownerId }: Gateway): XmlValue => ({ ID: ownerId, DisplayName: ownerId });

/** ListObjectsV2. */
export const listObjectsV2: BucketOperation = async (gateway, { bucket, query }) => {
  await requireBucket(gateway.disk, bucket);
  const encodingType = readEncodingType(query);
  const encode = encodeListText(encodingType);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = readLimit(query, 'max-keys', MAX_KEYS);
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const after = token === undefined ? (startAfter ?? '') : decodeToken(token);
  const page = await readPage(gateway.disk, bucket, {
    prefix,
    delimiter,
    after,
    skipsPrefixOfAfter: token !== undefined,
    limit,
  });
  const owner = query.get('fetch-owner') === 'true' ? ownerElement(gateway) : undefined;
  const body = renderXml('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    MaxKeys: limit,
    EncodingType: encodingType,
    KeyCount: page.objects.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token,
    NextContinuationToken: page.next === undefined ? undefined : encodeToken(page.next),
    Contents: page.objects.map((object) => renderObject(object, encode, owner)),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
  return { status: 200, body };
};

/** ListObjects, the first version, which s3cmd uses. */
export const listObjectsV1: BucketOperation = async (gateway, { bucket, query }) => {
  await requireBucket(gateway.disk, bucket);
  const encodingType = readEncodingType(query);
  const encode = encodeListText(encodingType);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const marker = query.get('marker') ?? '';
  const limit = readLimit(query, 'max-keys', MAX_KEYS);
  const page = await readPage(gateway.disk, bucket, {
    prefix,
    delimiter,
    after: marker,
    skipsPrefixOfAfter: delimiter !== '' && marker.endsWith(delimiter),
    limit,
  });
  const body = renderXml('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    Marker: encode(marker),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: encodingType,
    IsTruncated: page.next !== undefined,
    // S3 gives it only with a delimiter; without one, clients go on from the last key, which is the same.
    NextMarker: page.next === undefined || delimiter === '' ? undefined : encode(page.next),
    Contents: page.objects.map((object) => renderObject(object, encode, ownerElement(gateway))),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
  return { status: 200, body };
};
