import { readXmlBody } from '../body/read-xml-body.ts';
import type { BucketOperation } from '../http/operation.ts';
import { textOf } from '../http/parse-xml.ts';
import { S3Error } from '../http/s3-error.ts';
import { createBucket as makeBucket } from '../store/buckets.ts';

export const createBucket: BucketOperation = async ({ disk, region }, request) => {
  const hasBody = request.headers.has('content-length') || request.headers.has('x-amz-decoded-content-length');
  const document = hasBody ? await readXmlBody(request, 'CreateBucketConfiguration') : undefined;
  const wanted = document && textOf(document, 'LocationConstraint');
  if (wanted !== undefined && wanted !== region) {
    throw new S3Error(
      'IllegalLocationConstraintException',
      `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (!(await makeBucket(disk, request.bucket))) {
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      {
        BucketName: request.bucket,
      },
    );
  }
  return { status: 200, headers: { location: `/${request.bucket}` } };
};
