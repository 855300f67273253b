import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface KeepWarmProps {
  /** Functions that drain a queue; five at most, as a rule has no more targets. */
  readonly functions: readonly ServiceFunction[];
}

/** Lambda does not say how long it keeps an environment that nobody uses; five minutes and more are what people saw. */
const INTERVAL = Duration.minutes(4);

/**
 * Calls functions without a message once in a while, so that each has an environment that is ready when an upload comes: four cold
 * starts in a row are what a viewer waits for longest. A call takes milliseconds and costs next to nothing.
 */
export class KeepWarm extends Construct {
  constructor(scope: Construct, id: string, { functions }: KeepWarmProps) {
    super(scope, id);
    const event = RuleTargetInput.fromObject({ Records: [] });
    new Rule(this, 'Rule', {
      schedule: Schedule.rate(INTERVAL),
      targets: functions.map(({ lambda }) => new LambdaFunction(lambda, { event, retryAttempts: 0 })),
    });
  }
}
