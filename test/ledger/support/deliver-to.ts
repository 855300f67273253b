import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { sqsEvent } from '../../../infra/event-source/sqs-event.ts';
import type { QueueHandler } from '../../../shared/runtime/queue-stack.ts';

/** Hands messages to a queue's handler as one batch. Answers how many of them failed. */
export const deliverTo = async (handler: QueueHandler, queue: string, bodies: readonly unknown[]): Promise<number> => {
  const messages = bodies.map((body) => ({
    MessageId: randomUUID(),
    ReceiptHandle: randomUUID(),
    Body: typeof body === 'string' ? body : JSON.stringify(body),
    Attributes: { ApproximateReceiveCount: '1' },
  }));
  const event = sqsEvent(messages, `arn:aws:sqs:us-east-1:000000000000:${queue}`);
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  const { batchItemFailures } = await handler(event, context, { signal: new AbortController().signal });
  return batchItemFailures.length;
};
