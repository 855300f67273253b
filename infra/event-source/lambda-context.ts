import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { HostedFunction } from './hosted-function.ts';

/** Lambda's second argument. */
export const lambdaContext = ({ name, arn, spec }: Pick<HostedFunction, 'name' | 'arn' | 'spec'>): Context => {
  const deadline = performance.now() + spec.timeoutSeconds * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(spec.memoryMegabytes),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: name,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
};
