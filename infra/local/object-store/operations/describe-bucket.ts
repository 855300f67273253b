import type { BucketOperation } from '../http/operation.ts';
import { renderXml, type XmlValue } from '../http/render-xml.ts';
import { requireBucket } from '../http/require-bucket.ts';
import { S3Error, type S3ErrorCode } from '../http/s3-error.ts';

/** What S3 answers of a bucket that never had the setting. */
const NOT_CONFIGURED: Readonly<Record<string, readonly [code: S3ErrorCode, message: string]>> = {
  cors: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  encryption: [
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ],
  lifecycle: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  'object-lock': ['ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'],
  ownershipControls: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  policy: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  policyStatus: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  publicAccessBlock: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  replication: ['ReplicationConfigurationNotFoundError', 'The replication configuration was not found'],
  tagging: ['NoSuchTagSet', 'The TagSet does not exist'],
  website: ['NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'],
};

/** What S3 answers where "not set" is a document. */
const EMPTY: Readonly<Record<string, readonly [root: string, value: XmlValue]>> = {
  accelerate: ['AccelerateConfiguration', {}],
  logging: ['BucketLoggingStatus', {}],
  notification: ['NotificationConfiguration', {}],
  requestPayment: ['RequestPaymentConfiguration', { Payer: 'BucketOwner' }],
  versioning: ['VersioningConfiguration', {}],
};

/** The settings of a bucket that can be read. None can be changed: changing them is NotImplemented. */
export const BUCKET_SETTINGS: readonly string[] = [...Object.keys(NOT_CONFIGURED), ...Object.keys(EMPTY)];

/** GetBucketVersioning, GetBucketPolicy and their kin, which clients probe. */
export const describeBucket =
  (setting: string): BucketOperation =>
  async ({ disk }, { bucket }) => {
    await requireBucket(disk, bucket);
    const missing = NOT_CONFIGURED[setting];
    if (missing !== undefined) throw new S3Error(missing[0], missing[1], { BucketName: bucket });
    const [root, value] = EMPTY[setting] ?? [setting, {}];
    return { status: 200, body: renderXml(root, value) };
  };
