import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Deps } from '../runtime/deps.ts';
import { invocationContext } from '../runtime/invocation-context.ts';
import type { QueueName } from '../runtime/queues.ts';

/** SQS takes 10 messages and 1 MiB in one call. */
const MAX_BATCH = 10;
const MAX_BATCH_BYTES = 1_000_000;

/** Sends JSON messages in order, in as few calls as possible, as part of the sender's trace. Throws if any was refused. */
export const sendMessages = async (
  { sqs, resources }: Pick<Deps, 'sqs' | 'resources'>,
  queue: QueueName,
  messages: readonly object[],
): Promise<void> => {
  const traceHeader = invocationContext.getStore()?.traceHeader;
  const trace = traceHeader
    ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } } }
    : {};
  for (const bodies of batches(messages.map((message) => JSON.stringify(message)))) {
    const answer = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: resources.queueUrls[queue],
        Entries: bodies.map((body, i) => ({ Id: `${i}`, MessageBody: body, ...trace })),
      }),
    );
    const refused = answer.Failed?.[0];
    if (refused) throw new Error(`queue ${queue} refused a message: ${refused.Code} ${refused.Message ?? ''}`);
  }
};

function* batches(bodies: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    if (batch.length > 0 && (batch.length === MAX_BATCH || bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(body);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
