import { checksumElements } from '../http/checksum-headers.ts';
import { encodeListText, readEncodingType, readLimit } from '../http/list-parameters.ts';
import type { ObjectOperation } from '../http/operation.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { readParts, readUpload } from '../store/uploads.ts';

const MAX_PARTS_PER_PAGE = 1000;

export const listParts: ObjectOperation = async ({ disk, ownerId }, { bucket, key, query }) => {
  await requireBucket(disk, bucket);
  const id = query.get('uploadId') ?? '';
  const limit = readLimit(query, 'max-parts', MAX_PARTS_PER_PAGE);
  const marker = readLimit(query, 'part-number-marker', Number.MAX_SAFE_INTEGER);
  const after = query.get('part-number-marker') ? marker : 0;
  const upload = await readUpload(disk, bucket, key, id);
  const following = (await readParts(disk, bucket, id)).filter(({ number }) => number > after);
  const page = following.slice(0, limit);
  const owner = { ID: ownerId, DisplayName: ownerId };
  const body = renderXml('ListPartsResult', {
    Bucket: bucket,
    Key: encodeListText(readEncodingType(query))(key),
    UploadId: id,
    Initiator: owner,
    Owner: owner,
    StorageClass: 'STANDARD',
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: limit > 0 && following.length > page.length,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: page.map(({ number, metadata }) => ({
      PartNumber: number,
      LastModified: new Date(metadata.lastModified).toISOString(),
      ETag: `"${metadata.etag}"`,
      Size: metadata.size,
      ...checksumElements(metadata.checksum),
    })),
  });
  return { status: 200, body };
};
