import { Duration, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnBucket, HttpMethods, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ORIGINAL_SUFFIX, REMUX_SUFFIX } from '../../../shared/media/keys.ts';
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

/** What clients upload, and the copies of it that we make. */
const ORIGINALS = `med_*${ORIGINAL_SUFFIX}`;
const REMUXES = `med_*${REMUX_SUFFIX}`;

/** Where clients upload to, and the queue that hears of every upload. */
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

  /** Get an original, or its copy. */
  grantRead(grantee: IGrantable): void {
    grantActions(grantee, ['s3:GetObject'], this.arnsOf(ORIGINALS, REMUXES));
  }

  /** Be told that an original is not there; without this S3 says "forbidden". */
  grantLookUp(grantee: IGrantable): void {
    grantActions(grantee, ['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  /** Put an original, whole or in parts: what signed upload addresses rest on. */
  grantWrite(grantee: IGrantable): void {
    const actions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
    grantActions(grantee, actions, this.arnsOf(ORIGINALS));
  }

  /** Put the copy of an original, in parts. */
  grantRemux(grantee: IGrantable): void {
    grantActions(grantee, ['s3:PutObject', 's3:AbortMultipartUpload'], this.arnsOf(REMUXES));
  }

  /** List the uploads that are not finished. */
  grantListUploads(grantee: IGrantable): void {
    grantActions(grantee, ['s3:ListBucketMultipartUploads'], [this.bucket.bucketArn]);
  }

  /** Delete an original and its copy, and abort their uploads. */
  grantDelete(grantee: IGrantable): void {
    grantActions(grantee, ['s3:DeleteObject', 's3:AbortMultipartUpload'], this.arnsOf(ORIGINALS, REMUXES));
  }

  private arnsOf(...keys: readonly string[]): string[] {
    return keys.map((key) => this.bucket.arnForObjects(key));
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
    const rules = [{ name: 'suffix', value: ORIGINAL_SUFFIX }];
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn, filter: { s3Key: { rules } } }],
    };
    if (policy.policyDependable) bucket.node.addDependency(policy.policyDependable);
  }
}
