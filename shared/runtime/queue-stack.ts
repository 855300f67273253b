import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { backOffSeconds } from './back-off-seconds.ts';
import type { Deps } from './deps.ts';
import { keepInvisible } from './keep-invisible.ts';
import { queueUrlOfArn } from './queue-url-of-arn.ts';
import { runInvocation } from './run-invocation.ts';
import { setVisibility } from './set-visibility.ts';

/**
 * What a queue's function is: returns the messages that failed; throws when all of them did.
 * `signal` is aborted when the host stops and shortly before the function's time is up.
 */
export type QueueHandler = (
  event: SQSEvent,
  context: Context,
  options: { readonly signal: AbortSignal },
) => Promise<SQSBatchResponse>;

export interface QueueStackOptions {
  /** How long a message stays hidden without a sign of life: how soon a crashed worker's message is back. @default 60 */
  readonly visibilitySeconds?: number;
  /** Time between signs of life. @default 20 */
  readonly heartbeatSeconds?: number;
  /** First delay after a failure; doubles with every delivery. @default 5 */
  readonly backOffSeconds?: number;
  /** The inner timeout fires this long before the host's, to leave time for giving messages back. @default 2000 */
  readonly reserveMs?: number;
}

/** A batch of messages from several traces is part of none. */
const traceHeaderOf = ({ Records }: SQSEvent): string | undefined => {
  const headers = new Set(Records.map(({ attributes }) => attributes.AWSTraceHeader));
  return headers.size === 1 ? [...headers][0] : undefined;
};

type QueueDeps = Pick<Deps, 'sqs' | 'resources' | 'logger' | 'stopping'>;

const runUntilDeadline = async (
  handler: QueueHandler,
  event: SQSEvent,
  context: Context,
  stopping: AbortSignal,
  reserveMs: number,
): Promise<SQSBatchResponse> => {
  const deadline = new AbortController();
  const timedOut = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      const error = new Error(`${context.functionName} ran out of time`);
      deadline.abort(error);
      timedOut.reject(error);
    },
    Math.max(0, context.getRemainingTimeInMillis() - reserveMs),
  );
  try {
    const signal = AbortSignal.any([deadline.signal, stopping]);
    return await Promise.race([handler(event, context, { signal }), timedOut.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * What every delivery of a queue goes through, on both hosts. While the handler works, its messages' visibility is
 * renewed, so the messages of a crashed worker come back within a minute, not after six function timeouts. A failed
 * message comes back after a delay that doubles; when the host stops, at once.
 */
export const createQueueStack =
  ({ sqs, resources, logger, stopping }: QueueDeps, handler: QueueHandler, options: QueueStackOptions = {}) =>
  async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const { visibilitySeconds = 60, heartbeatSeconds = 20, backOffSeconds: first = 5, reserveMs = 2000 } = options;
    const queueUrl = queueUrlOfArn(resources, event.Records[0]?.eventSourceARN ?? '');
    const queue = { sqs, queueUrl, logger };
    const messageIds = event.Records.map((record) => record.messageId);

    const giveBack = (failed: ReadonlySet<string>): Promise<void> =>
      setVisibility(
        queue,
        event.Records.filter((record) => failed.has(record.messageId)),
        (record) => (stopping.aborted ? 0 : backOffSeconds(Number(record.attributes.ApproximateReceiveCount), first)),
      );

    return runInvocation(context, { facts: { messageIds }, traceHeader: traceHeaderOf(event) }, async () => {
      const endHeartbeat = await keepInvisible(queue, event.Records, visibilitySeconds, heartbeatSeconds);
      try {
        const answer = await runUntilDeadline(handler, event, context, stopping, reserveMs);
        await endHeartbeat();
        await giveBack(new Set(answer.batchItemFailures.map((failure) => failure.itemIdentifier)));
        return answer;
      } catch (error) {
        const isStopping = stopping.aborted;
        logger[isStopping ? 'info' : 'error'](isStopping ? 'Work was given back' : 'A delivery failed', { error });
        await endHeartbeat();
        await giveBack(new Set(messageIds));
        throw error;
      }
    });
  };
