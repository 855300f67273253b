import { readXmlBody } from '../body/read-xml-body.ts';
import type { BucketOperation } from '../http/operation.ts';
import { childrenOf, textOf, type XmlNode } from '../http/parse-xml.ts';
import { renderXml, type XmlValue } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { deleteObject } from '../store/delete-object.ts';
import type { Disk } from '../store/open-disk.ts';

/** S3's limit. */
const MAX_KEYS = 1000;
const MAX_KEY_BYTES = 1024;
const CONCURRENT_DELETES = 16;

interface Outcome {
  readonly deleted?: XmlValue;
  readonly failed?: XmlValue;
}

const deleteOne = async (disk: Disk, bucket: string, item: XmlNode): Promise<Outcome> => {
  const Key = textOf(item, 'Key') ?? '';
  const versionId = textOf(item, 'VersionId');
  const ifMatch = textOf(item, 'ETag')?.replaceAll('"', '');
  try {
    if (versionId !== undefined && versionId !== 'null')
      throw new S3Error('NoSuchVersion', 'There are no versions here.');
    if (Buffer.byteLength(Key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long');
    await deleteObject(disk, bucket, Key, ifMatch === undefined ? {} : { ifMatch });
    return { deleted: { Key } };
  } catch (error) {
    const { code, message } =
      error instanceof S3Error ? error : new S3Error('InternalError', 'We encountered an internal error.');
    return { failed: { Key, Code: code, Message: message } };
  }
};

/** DeleteObjects: each key has its own outcome; quiet leaves out the successes. */
export const deleteObjects: BucketOperation = async ({ disk }, request) => {
  await requireBucket(disk, request.bucket);
  const document = await readXmlBody(request, 'Delete');
  const items = document === undefined ? [] : childrenOf(document, 'Object');
  if (
    document === undefined ||
    items.length === 0 ||
    items.length > MAX_KEYS ||
    items.some((item) => !textOf(item, 'Key'))
  ) {
    throw new S3Error('MalformedXML', `A Delete holds 1 to ${MAX_KEYS} Objects, each with a Key.`);
  }
  const isQuiet = textOf(document, 'Quiet')?.trim().toLowerCase() === 'true';
  const outcomes: Outcome[] = [];
  for (let at = 0; at < items.length; at += CONCURRENT_DELETES) {
    const batch = items.slice(at, at + CONCURRENT_DELETES);
    outcomes.push(...(await Promise.all(batch.map((item) => deleteOne(disk, request.bucket, item)))));
  }
  const body = renderXml('DeleteResult', {
    Deleted: isQuiet ? [] : outcomes.flatMap(({ deleted }) => (deleted === undefined ? [] : [deleted])),
    Error: outcomes.flatMap(({ failed }) => (failed === undefined ? [] : [failed])),
  });
  return { status: 200, body };
};
