import type { Context } from 'aws-lambda';
import type { FunctionSpec } from '../../topology.ts';

export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/** A function of the topology, ready to be invoked. */
export interface LocalFunction {
  readonly name: string;
  readonly spec: FunctionSpec;
  readonly handler: LambdaHandler;
}
