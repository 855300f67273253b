import type { Context } from 'aws-lambda';
import { readTraceHeader } from './environment.ts';
import { type InvocationFacts, invocationContext } from './invocation-context.ts';

export interface InvocationOptions {
  readonly facts?: InvocationFacts;
  /** The trace that what started us is part of. Where Lambda traces, ours is another one, which it links to that. */
  readonly traceHeader?: string | undefined;
}

/** Requests from outside may bring any text. */
const ROOT = /(?:^|;)Root=(1-[\da-f]{8}-[\da-f]{24})(?:;|$)/;

/** Does the work of one invocation in a context of its own: see `invocation-context.ts`. */
export const runInvocation = <T>(
  context: Pick<Context, 'functionName' | 'awsRequestId'> | undefined,
  options: InvocationOptions,
  work: () => T,
): T => {
  const header = readTraceHeader() ?? options.traceHeader;
  const traceId = header?.match(ROOT)?.[1];
  const traceHeader = traceId === undefined ? undefined : header;
  const facts = {
    ...(context && { functionName: context.functionName, requestId: context.awsRequestId }),
    ...(traceId !== undefined && { traceId }),
    ...options.facts,
  };
  return invocationContext.run({ facts, traceHeader }, work);
};
