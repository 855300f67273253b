import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Deps } from './deps.ts';
import { withLogContext } from './with-log-context.ts';

type SettleDeps = Pick<Deps, 'logger' | 'stopping'>;

/**
 * Does the work of some messages, and answers with them if it throws. That is no error to the log: the messages come
 * again, and `sweep` tells of those that came too often. When the host stops, it is not even a failure.
 */
export const settleMessages = (
  { logger, stopping }: SettleDeps,
  records: readonly SQSRecord[],
  work: () => Promise<void>,
): Promise<SQSBatchItemFailure[]> => {
  const messageIds = records.map(({ messageId }) => messageId);
  return withLogContext({ messageIds }, async () => {
    try {
      await work();
      return [];
    } catch (error) {
      if (stopping.aborted) logger.info('Work was given back', { error: error as Error });
      else logger.warn('A message failed', { error: error as Error });
      return messageIds.map((itemIdentifier) => ({ itemIdentifier }));
    }
  });
};

/** The same for one message after the other. */
export const settleEach = async (
  deps: SettleDeps,
  event: SQSEvent,
  work: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchItemFailure[] = [];
  for (const record of event.Records) {
    batchItemFailures.push(...(await settleMessages(deps, [record], () => work(record))));
  }
  return { batchItemFailures };
};
