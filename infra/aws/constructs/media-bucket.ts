import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { grantActions } from './grant-actions.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { Removal } from './removal.ts';

export interface MediaBucketProps {
  readonly removal: Removal;
  readonly accessLogs: IBucket;
}

/** `<media id>/…`: see shared/media/keys.ts. */
const KEYS = 'med_*';

/** What viewers play: segments, playlists, posters. */
export class MediaBucket extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: MediaBucketProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, 'Media', props).bucket;
  }

  grantRead(grantee: IGrantable): void {
    grantActions(grantee, ['s3:GetObject'], [this.bucket.arnForObjects(KEYS)]);
  }

  /** Be told that an object is not there; without this S3 says "forbidden". */
  grantLookUp(grantee: IGrantable): void {
    grantActions(grantee, ['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  grantWrite(grantee: IGrantable): void {
    grantActions(grantee, ['s3:PutObject'], [this.bucket.arnForObjects(KEYS)]);
  }

  grantDelete(grantee: IGrantable): void {
    grantActions(grantee, ['s3:DeleteObject'], [this.bucket.arnForObjects(KEYS)]);
  }

  /**
   * CloudFront distributions of this account may read. Naming the one distribution would tie this stack, which is kept, to
   * the one that is not.
   */
  allowCloudFront(): void {
    const { account, partition } = Stack.of(this);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects(KEYS)],
        // CloudFront names itself by aws:SourceArn alone.
        conditions: { ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/*` } },
      }),
    );
  }
}
