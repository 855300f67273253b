import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface DeployStepProps {
  readonly fn: ServiceFunction;
  readonly timeoutSeconds: number;
  /** The step is done again when this changes. */
  readonly fingerprint: Readonly<Record<string, string>>;
}

/** What CloudFormation waits beyond the function's own time. */
const RESERVE_SECONDS = 60;

/** Runs a function of the kind `deploy` in a deployment, which fails if it does. The function answers CloudFormation itself. */
export class DeployStep extends Construct {
  constructor(scope: Construct, id: string, { fn, timeoutSeconds, fingerprint }: DeployStepProps) {
    super(scope, id);
    const step = new CustomResource(this, 'Step', {
      serviceToken: fn.lambda.functionArn,
      serviceTimeout: Duration.seconds(timeoutSeconds + RESERVE_SECONDS),
      resourceType: 'Custom::GilfoyleDeployStep',
      properties: fingerprint,
    });
    // The function's permissions are resources of their own, and the step needs them.
    step.node.addDependency(fn);
  }
}
