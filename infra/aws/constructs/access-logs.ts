import { Duration } from 'aws-cdk-lib';
import { type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PrivateBucket } from './private-bucket.ts';
import type { Removal } from './removal.ts';

export interface AccessLogsProps {
  readonly removal: Removal;
  readonly keepDays: number;
}

/** Who asked S3 and CloudFront for what. */
export class AccessLogs extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, { removal, keepDays }: AccessLogsProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, 'Logs', {
      removal,
      // CloudFront writes its logs by ACL.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(keepDays) }],
    }).bucket;
  }
}
