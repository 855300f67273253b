import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Deps } from './deps.ts';
import { isDependencyDown } from './is-dependency-down.ts';
import { putOff } from './put-off.ts';
import { withLogContext } from './with-log-context.ts';

type SettleDeps = Pick<Deps, 'logger' | 'stopping' | 'sqs' | 'resources' | 'now'>;

export interface SettleOptions {
  /**
   * Given, a message waits for a part of the system that is down, for up to a day, instead of using up its deliveries; its
   * function must be allowed to send to its own queue. `unless` is the invocation's signal: what it ended is no outage, and
   * has been given back already.
   */
  readonly outlastsOutages?: { readonly unless: AbortSignal };
}

/**
 * Does the work of some messages, and answers with them if it throws. That is no error to the log: the messages come
 * again, and `sweep` tells of those that came too often. When the host stops, it is not even a failure.
 */
export const settleMessages = (
  deps: SettleDeps,
  records: readonly SQSRecord[],
  work: () => Promise<void>,
  { outlastsOutages }: SettleOptions = {},
): Promise<SQSBatchItemFailure[]> => {
  const { logger, stopping } = deps;
  const messageIds = records.map(({ messageId }) => messageId);
  return withLogContext({ messageIds }, async () => {
    try {
      await work();
      return [];
    } catch (cause) {
      const error = cause as Error;
      const isOutage = outlastsOutages && !outlastsOutages.unless.aborted && isDependencyDown(error);
      const putOffIds = isOutage ? await putOff(deps, records) : new Set<string>();
      if (stopping.aborted) logger.info('Work was given back', { error });
      else if (putOffIds.size > 0) logger.warn('A part of the system is down; messages wait for it', { error });
      else logger.warn('A message failed', { error });
      return messageIds.filter((id) => !putOffIds.has(id)).map((itemIdentifier) => ({ itemIdentifier }));
    }
  });
};

/** The same for one message after the other. */
export const settleEach = async (
  deps: SettleDeps,
  event: SQSEvent,
  work: (record: SQSRecord) => Promise<void>,
  options: SettleOptions = {},
): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const record of event.Records) {
    batchItemFailures.push(...(await settleMessages(deps, [record], () => work(record), options)));
  }
  return { batchItemFailures };
};
