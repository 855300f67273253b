import { Duration, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnBucket, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionSpec } from '../../topology.ts';
import { grantActions } from './grant-actions.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { Removal } from './removal.ts';
import { WorkQueue } from './work-queue.ts';

export interface OriginalsProps {
  readonly removal: Removal;
  readonly accessLogs: IBucket;
  /** Of the function that drains the queue. */
  readonly spec: FunctionSpec;
  /** @default kept */
  readonly keepDays?: number;
}

/** `<media id>/original`: see shared/media/keys.ts. */
const KEYS = 'med_*/original';

/** Where clients upload to, and the queue that hears of every object. */
export class Originals extends Construct {
  readonly bucket: IBucket;
  readonly arrivals: WorkQueue;

  constructor(scope: Construct, id: string, { removal, accessLogs, spec, keepDays }: OriginalsProps) {
    super(scope, id);
    const { bucket } = new PrivateBucket(this, 'Originals', {
      removal,
      accessLogs,
      // The signature is what admits an upload, from whatever page it comes.
      cors: [
        {
          allowedMethods: [HttpMethods.PUT],
          allowedOrigins: ['*'],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: 86_400,
        },
      ],
      ...(keepDays ? { lifecycleRules: [{ id: 'old-originals', expiration: Duration.days(keepDays) }] } : {}),
    });
    this.bucket = bucket;
    this.arrivals = new WorkQueue(this, 'Arrivals', { spec });
    this.announce(bucket.node.defaultChild as CfnBucket, this.arrivals.queue);
  }

  /** Get an original. */
  grantRead(grantee: IGrantable): void {
    grantActions(grantee, ['s3:GetObject'], [this.bucket.arnForObjects(KEYS)]);
  }

  /** Be told that an original is not there; without this S3 says "forbidden". */
  grantLookUp(grantee: IGrantable): void {
    grantActions(grantee, ['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  /** Put an original, whole or in parts: what signed upload addresses rest on. */
  grantWrite(grantee: IGrantable): void {
    const actions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
    grantActions(grantee, actions, [this.bucket.arnForObjects(KEYS)]);
  }

  /** List the uploads that are not finished. */
  grantListUploads(grantee: IGrantable): void {
    grantActions(grantee, ['s3:ListBucketMultipartUploads'], [this.bucket.bucketArn]);
  }

  /** Delete an original, and abort its upload. */
  grantDelete(grantee: IGrantable): void {
    grantActions(grantee, ['s3:DeleteObject', 's3:AbortMultipartUpload'], [this.bucket.arnForObjects(KEYS)]);
  }

  /**
   * Written out, because CDK's own way is a custom resource with a Lambda of its own. The bucket is named by account,
   * not by ARN: S3 checks the queue's policy before the bucket is there.
   */
  private announce(bucket: CfnBucket, queue: IQueue): void {
    const policy = queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
    };
    if (policy.policyDependable) bucket.node.addDependency(policy.policyDependable);
  }
}
