import { S3Error } from './s3-error.ts';

/** The `x-amz-*` headers this gateway honours, or may ignore without changing what the sender asked for. */
const HONOURED = new Set([
  'x-amz-algorithm',
  'x-amz-acl',
  'x-amz-bucket-region',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-copy-source-range',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-expires',
  'x-amz-metadata-directive',
  'x-amz-mp-object-size',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-source-expected-bucket-owner',
  'x-amz-storage-class',
  'x-amz-tagging-directive',
  'x-amz-te',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

const ACLS_OF_A_PRIVATE_OBJECT = new Set(['private', 'bucket-owner-full-control', 'bucket-owner-read']);

/** @throws S3Error NotImplemented for every `x-amz-*` header that asks for something this gateway does not do. */
export const refuseUnsupported = (headers: ReadonlyMap<string, string>, ownerId: string): void => {
  for (const [name, value] of headers) {
    if (!name.startsWith('x-amz-') || name.startsWith('x-amz-meta-')) continue;
    const isChecksum = name.startsWith('x-amz-checksum-'); // read-checksum-claim.ts judges these
    if (!isChecksum && !HONOURED.has(name)) {
      throw new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
        Header: name,
        AdditionalMessage: value.slice(0, 100),
      });
    }
  }
  const acl = headers.get('x-amz-acl');
  if (acl !== undefined && !ACLS_OF_A_PRIVATE_OBJECT.has(acl)) {
    throw new S3Error('NotImplemented', `The canned ACL ${acl} is not implemented: everything here is private.`);
  }
  const storageClass = headers.get('x-amz-storage-class');
  if (storageClass !== undefined && storageClass !== 'STANDARD') {
    throw new S3Error(
      'InvalidStorageClass',
      'The storage class you specified is not valid: only STANDARD exists here.',
    );
  }
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = headers.get(name);
    if (expected !== undefined && expected !== ownerId) throw new S3Error('AccessDenied', 'Access Denied');
  }
};
