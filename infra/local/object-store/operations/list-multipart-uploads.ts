import { encodeListText, readEncodingType, readLimit } from '../http/list-parameters.ts';
import type { BucketOperation } from '../http/operation.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { listUploads, type Upload } from '../store/uploads.ts';

const MAX_UPLOADS = 1000;

interface Position {
  readonly key: string;
  readonly id: string;
}

const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** Drops the uploads up to the one the page before ended with. */
const startAt = (uploads: readonly Upload[], { key, id }: Position, isPrefix: (text: string) => boolean) => {
  if (key === '') return uploads;
  const marked = id === '' ? -1 : uploads.findIndex((upload) => upload.key === key && upload.id === id);
  if (marked !== -1) return uploads.slice(marked + 1);
  return uploads.filter((upload) => isBefore(key, upload.key) && !(isPrefix(key) && upload.key.startsWith(key)));
};

export const listMultipartUploads: BucketOperation = async ({ disk, ownerId }, { bucket, query }) => {
  await requireBucket(disk, bucket);
  const encode = encodeListText(readEncodingType(query));
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = readLimit(query, 'max-uploads', MAX_UPLOADS);
  const marker = { key: query.get('key-marker') ?? '', id: query.get('upload-id-marker') ?? '' };
  const owner = { ID: ownerId, DisplayName: ownerId };

  const all = (await listUploads(disk, bucket)).filter(({ key }) => key.startsWith(prefix));
  const uploads: Upload[] = [];
  const commonPrefixes: string[] = [];
  let last: Position | undefined;
  let isTruncated = false;
  for (const upload of startAt(all, marker, (key) => delimiter !== '' && key.endsWith(delimiter))) {
    const at = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const common = at === -1 ? undefined : upload.key.slice(0, at + delimiter.length);
    if (common !== undefined && common === commonPrefixes.at(-1)) continue;
    if (uploads.length + commonPrefixes.length === limit) {
      isTruncated = limit > 0;
      break;
    }
    if (common === undefined) uploads.push(upload);
    else commonPrefixes.push(common);
    last = common === undefined ? { key: upload.key, id: upload.id } : { key: common, id: '' };
  }

  const body = renderXml('ListMultipartUploadsResult', {
    Bucket: bucket,
    KeyMarker: encode(marker.key),
    UploadIdMarker: marker.id,
    NextKeyMarker: isTruncated ? encode(last?.key ?? '') : '',
    NextUploadIdMarker: isTruncated ? (last?.id ?? '') : '',
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: readEncodingType(query),
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Upload: uploads.map(({ id, key, initiated, checksum }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: owner,
      Owner: owner,
      StorageClass: 'STANDARD',
      Initiated: new Date(initiated).toISOString(),
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    })),
    CommonPrefixes: commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
  return { status: 200, body };
};
