import type { Context } from 'aws-lambda';
import type { FunctionSpec } from '../topology.ts';

export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/** A function of the topology, ready to be invoked. */
export interface HostedFunction {
  readonly name: string;
  /** What it calls itself in a Lambda's context. */
  readonly arn: string;
  readonly spec: FunctionSpec;
  readonly handler: LambdaHandler;
}
