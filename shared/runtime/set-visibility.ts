import { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Deps } from './deps.ts';

export interface QueueOfRecords extends Pick<Deps, 'sqs' | 'logger'> {
  readonly queueUrl: string;
}

/** SQS takes ten entries in a batch. */
const BATCH = 10;

/**
 * Sets when messages that we hold can be delivered again. Never throws: the worst that a lost call does is that a
 * message comes back later or once too often, and both are harmless.
 */
export const setVisibility = async (
  { sqs, queueUrl, logger }: QueueOfRecords,
  records: readonly SQSRecord[],
  secondsFor: (record: SQSRecord) => number,
): Promise<void> => {
  for (let start = 0; start < records.length; start += BATCH) {
    const Entries = records.slice(start, start + BATCH).map((record, index) => ({
      Id: String(index),
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: secondsFor(record),
    }));
    try {
      const answer = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      if (answer.Failed?.length)
        logger.warn('Some messages kept their visibility', { failed: answer.Failed, queueUrl });
    } catch (error) {
      logger.warn('The visibility of messages could not be changed', { error: error as Error, queueUrl });
    }
  }
};
