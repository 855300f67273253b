import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { createQueueStack, type QueueHandler } from '../../../shared/runtime/queue-stack.ts';
import { afterThaw } from './after-thaw.ts';
import { createLambdaDeps } from './create-lambda-deps.ts';

/** The handler of a function that drains a queue. */
export const serveQueue = async (
  createHandler: (deps: Deps) => QueueHandler,
): Promise<(event: SQSEvent, context: Context) => Promise<SQSBatchResponse>> => {
  const deps = await createLambdaDeps();
  const serve = createQueueStack(deps, createHandler(deps));
  return afterThaw(async (event, context) =>
    // It was called to be kept warm.
    event.Records.length === 0 ? { batchItemFailures: [] } : serve(event, context),
  );
};
