import { CHECKSUM_ALGORITHMS } from '../body/checksum-algorithms.ts';
import { readXmlBody } from '../body/read-xml-body.ts';
import { checksumElements } from '../http/checksum-headers.ts';
import type { ObjectOperation, ObjectRequest } from '../http/operation.ts';
import { childrenOf, textOf, type XmlNode } from '../http/parse-xml.ts';
import { MAX_PARTS } from '../http/part-parameters.ts';
import { readWritePrecondition } from '../http/read-write-precondition.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { completeUpload } from '../store/complete-upload.ts';
import type { ChecksumAlgorithm, ObjectDescription } from '../store/object-metadata.ts';
import { assembleParts, type WantedPart } from './assemble-parts.ts';

const ALGORITHMS = Object.keys(CHECKSUM_ALGORITHMS) as ChecksumAlgorithm[];

const readPart = (node: XmlNode): WantedPart => {
  const number = Number(textOf(node, 'PartNumber') ?? Number.NaN);
  const etag = textOf(node, 'ETag')?.trim().replaceAll('"', '');
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS || !etag) {
    throw new S3Error('MalformedXML', 'Every Part needs a PartNumber and an ETag.');
  }
  const algorithm = ALGORITHMS.find((name) => textOf(node, `Checksum${name}`) !== undefined);
  const value = algorithm && textOf(node, `Checksum${algorithm}`);
  return { number, etag, ...(algorithm && value ? { checksum: { algorithm, value } } : {}) };
};

/** `x-amz-mp-object-size` and `x-amz-checksum-*`: what the sender says the whole object must be. */
const checkWhole = (request: ObjectRequest, { size, checksum }: ObjectDescription): void => {
  const expectedSize = request.headers.get('x-amz-mp-object-size');
  if (expectedSize !== undefined && Number(expectedSize) !== size) {
    throw new S3Error(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${expectedSize} does not match what was computed: ${size}`,
    );
  }
  const expectedType = request.headers.get('x-amz-checksum-type')?.toUpperCase();
  if (expectedType !== undefined && expectedType !== checksum?.type) {
    throw new S3Error(
      'InvalidRequest',
      'The upload was created with another checksum type than the complete request has.',
    );
  }
  for (const algorithm of ALGORITHMS) {
    const expected = request.headers.get(`x-amz-checksum-${algorithm.toLowerCase()}`);
    if (expected === undefined) continue;
    const isSame =
      checksum?.algorithm === algorithm && checksum.value.replace(/-\d+$/, '') === expected.replace(/-\d+$/, '');
    if (!isSame)
      throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
};

/** The checksum headers here speak of the object, not of this request's XML. */
const withoutChecksums = (request: ObjectRequest): ObjectRequest => ({
  ...request,
  headers: new Map([...request.headers].filter(([name]) => !/^x-amz-checksum-(crc|sha)/.test(name))),
});

export const completeMultipartUpload: ObjectOperation = async ({ disk, outbox }, request) => {
  const { bucket, key } = request;
  await requireBucket(disk, bucket);
  const precondition = readWritePrecondition(request.headers);
  const document = await readXmlBody(withoutChecksums(request), 'CompleteMultipartUpload');
  const wanted = document === undefined ? [] : childrenOf(document, 'Part').map(readPart);
  if (wanted.length === 0 || wanted.length > MAX_PARTS) {
    throw new S3Error('MalformedXML', `A CompleteMultipartUpload holds 1 to ${MAX_PARTS} Parts.`);
  }
  const { etag, checksum } = await completeUpload(disk, outbox, {
    bucket,
    key,
    uploadId: request.query.get('uploadId') ?? '',
    precondition,
    describe: (upload, stored) => {
      const description = assembleParts(upload, stored, wanted);
      checkWhole(request, description);
      return description;
    },
  });
  const body = renderXml('CompleteMultipartUploadResult', {
    Location: `http://${request.headers.get('host')}/${bucket}/${key}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${etag}"`,
    ...checksumElements(checksum),
    ChecksumType: checksum?.type,
  });
  return { status: 200, body };
};
