import { Duration } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CorsRule,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Removal } from './removal.ts';

export interface PrivateBucketProps {
  readonly removal: Removal;
  /** Where its access log goes, under the bucket's name in our code. */
  readonly accessLogs?: IBucket;
  readonly cors?: readonly CorsRule[];
  readonly lifecycleRules?: readonly LifecycleRule[];
  /** @default bucket owner enforced: no ACLs */
  readonly objectOwnership?: ObjectOwnership;
}

/** Longer than any upload address works. */
const UNFINISHED_UPLOAD_DAYS = 8;

/** A bucket that only IAM opens: encrypted, TLS only, no public access, no left-overs of unfinished uploads. */
export class PrivateBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { removal, accessLogs, cors, ...props }: PrivateBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      objectOwnership: props.objectOwnership ?? ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: removal.removalPolicy,
      autoDeleteObjects: !removal.isProtected,
      ...(cors ? { cors: [...cors] } : {}),
      ...(accessLogs ? { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `s3/${id}/` } : {}),
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_UPLOAD_DAYS) },
        ...(props.lifecycleRules ?? []),
      ],
    });
  }
}
