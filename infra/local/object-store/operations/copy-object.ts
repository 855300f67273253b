import { findChecksumAlgorithm } from '../body/checksum-algorithms.ts';
import { checksumElements } from '../http/checksum-headers.ts';
import type { ObjectOperation, ObjectRequest } from '../http/operation.ts';
import { readObjectHeaders } from '../http/read-object-headers.ts';
import { readWritePrecondition } from '../http/read-write-precondition.ts';
import { renderXml } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error } from '../http/s3-error.ts';
import { commitObject } from '../store/commit-object.ts';
import { createTemporaryFile } from '../store/create-temporary-file.ts';
import type { ChecksumAlgorithm } from '../store/object-metadata.ts';
import { copyBytes } from './copy-bytes.ts';
import { type CopySource, openCopySource } from './open-copy-source.ts';
import { MAX_PUT_BYTES } from './put-object.ts';

const readDirective = (request: ObjectRequest): 'COPY' | 'REPLACE' => {
  const directive = request.headers.get('x-amz-metadata-directive')?.toUpperCase() ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive;
  throw new S3Error('InvalidArgument', 'Unknown metadata directive.', { ArgumentName: 'x-amz-metadata-directive' });
};

const chooseAlgorithm = (request: ObjectRequest, source: CopySource): ChecksumAlgorithm | undefined => {
  const name = request.headers.get('x-amz-checksum-algorithm');
  const algorithm = name === undefined ? source.metadata.checksum?.algorithm : findChecksumAlgorithm(name);
  if (name === undefined || algorithm !== undefined) return algorithm;
  throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
};

export const copyObject: ObjectOperation = async ({ disk, outbox }, request) => {
  const { bucket, key } = request;
  await requireBucket(disk, bucket);
  const precondition = readWritePrecondition(request.headers);
  const directive = readDirective(request);
  const source = await openCopySource(disk, request);
  try {
    if (directive === 'COPY' && source.bucket === bucket && source.key === key) {
      throw new S3Error(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    if (source.metadata.size > MAX_PUT_BYTES) {
      throw new S3Error(
        'InvalidRequest',
        'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
      );
    }
    const headers = directive === 'COPY' ? source.metadata.headers : readObjectHeaders(request.headers);
    const algorithm = chooseAlgorithm(request, source);
    const file = await createTemporaryFile(disk);
    try {
      const copied = await copyBytes(source.read(0, source.metadata.size - 1), file, algorithm);
      const description = { ...copied, headers };
      const eventName = 'ObjectCreated:Copy';
      const { etag, checksum, lastModified } = await commitObject(disk, outbox, {
        bucket,
        key,
        file,
        description,
        eventName,
        precondition,
      });
      const body = renderXml('CopyObjectResult', {
        LastModified: new Date(lastModified).toISOString(),
        ETag: `"${etag}"`,
        ...checksumElements(checksum),
        ChecksumType: checksum?.type,
      });
      return { status: 200, body };
    } finally {
      await file.discard();
    }
  } finally {
    await source.close();
  }
};
