import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { FunctionSpec } from '../../topology.ts';
import type { ServiceFunction } from './service-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface StageProps {
  readonly spec: FunctionSpec;
  readonly queue: WorkQueue;
  readonly fn: ServiceFunction;
}

/** A step of the pipeline: a queue, its dead letters and the function that drains it. */
export class Stage extends Construct {
  constructor(scope: Construct, id: string, { spec, queue, fn }: StageProps) {
    super(scope, id);
    const { trigger } = spec;
    if (trigger.kind !== 'queue') throw new Error(`${id}: a stage drains a queue`);
    const most = typeof trigger.concurrency === 'number' ? trigger.concurrency : trigger.concurrency.onAws;
    fn.lambda.addEventSource(
      new SqsEventSource(queue.queue, {
        batchSize: trigger.batchSize,
        maxConcurrency: most,
        reportBatchItemFailures: true,
      }),
    );
  }
}
