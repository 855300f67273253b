import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface ClockProps {
  readonly fn: ServiceFunction;
  /** Whole minutes: EventBridge knows nothing shorter. */
  readonly everySeconds: number;
}

/** Runs a function again and again. A run that failed is not repeated: the next one comes soon enough. */
export class Clock extends Construct {
  constructor(scope: Construct, id: string, { fn, everySeconds }: ClockProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      schedule: Schedule.rate(Duration.seconds(everySeconds)),
      targets: [new LambdaFunction(fn.lambda, { retryAttempts: 0 })],
    });
  }
}
