import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** Takes messages that are done off the queue. What could not be deleted is an error: it will be delivered again. */
export const deleteMessages = async (
  sqs: SQSClient,
  queueUrl: string,
  records: readonly SQSRecord[],
): Promise<void> => {
  if (records.length === 0) return;
  const { Failed = [] } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: records.map((record, index) => ({ Id: String(index), ReceiptHandle: record.receiptHandle })),
    }),
  );
  if (Failed.length > 0) {
    throw new Error(
      `${Failed.length} messages could not be deleted: ${Failed.map((entry) => entry.Message).join('; ')}`,
    );
  }
};
