import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type FunctionSpec, visibilityTimeoutSeconds } from '../../topology.ts';
import { grantActions } from './grant-actions.ts';

export interface WorkQueueProps {
  /** The function that drains it. */
  readonly spec: FunctionSpec;
}

/** SQS keeps nothing longer. */
const KEEP = Duration.days(14);

/** A queue of the topology with its dead letters. */
export class WorkQueue extends Construct {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, { spec }: WorkQueueProps) {
    super(scope, id);
    if (spec.trigger.kind !== 'queue') throw new Error(`${id}: only a function with a queue has one`);
    const deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEEP,
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEEP,
      visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds(spec)),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: spec.trigger.maxReceives },
    });
    this.deadLetters = deadLetters;
  }

  grantSend(grantee: IGrantable): void {
    grantActions(grantee, ['sqs:SendMessage'], [this.queue.queueArn]);
  }

  /** Take messages, keep them hidden while working, delete them. */
  grantConsume(grantee: IGrantable): void {
    grantActions(grantee, CONSUME, [this.queue.queueArn]);
  }

  grantCount(grantee: IGrantable): void {
    grantActions(grantee, ['sqs:GetQueueAttributes'], [this.queue.queueArn, this.deadLetters.queueArn]);
  }

  grantDrainDeadLetters(grantee: IGrantable): void {
    grantActions(grantee, ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], [this.deadLetters.queueArn]);
  }
}

const CONSUME = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];
