import type { Context } from 'aws-lambda';
import { sqsEvent } from '../../../infra/event-source/sqs-event.ts';
import type { QueueHandler } from '../../../shared/runtime/queue-stack.ts';

/** Hands bodies to a queue's handler as one batch; the places of those that failed. Throws what the handler throws. */
export const deliverBatch = async (
  handler: QueueHandler,
  queue: string,
  bodies: readonly string[],
): Promise<readonly number[]> => {
  const messages = bodies.map((Body, place) => ({
    MessageId: `${place}`,
    ReceiptHandle: `receipt-${place}`,
    Body,
    Attributes: { ApproximateReceiveCount: '1' },
  }));
  const event = sqsEvent(messages, `arn:aws:sqs:us-east-1:000000000000:${queue}`);
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  const { batchItemFailures } = await handler(event, context, { signal: new AbortController().signal });
  return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
};
