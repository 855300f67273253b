import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Deps } from '../runtime/deps.ts';
import { invocationContext } from '../runtime/invocation-context.ts';
import type { QueueName } from '../runtime/queues.ts';

/** SQS takes 10 messages and 1 MiB in one call. */
const MAX_BATCH = 10;
const MAX_BATCH_BYTES = 1_000_000;

/**
 * SQS refuses a message for a single U+FFFF, which an encoder's last words can hold; and what stands in for it elsewhere
 * refuses more. Written as escapes, JSON is ASCII.
 */
const toJson = (message: object): string =>
  JSON.stringify(message).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** How the queue is to treat a message. */
export interface Handling {
  /** Until it can be delivered. @default 0 */
  readonly delaySeconds?: number;
  /** Whose it is: a group of which many messages are in work does not hold up the others (SQS's fair queues). @default nobody's */
  readonly group?: string;
}

/**
 * Sends JSON messages in order, in as few calls as possible, as part of the sender's trace. Throws if any was refused.
 * `handling` is of the message at the same place.
 */
export const sendMessages = async (
  { sqs, resources }: Pick<Deps, 'sqs' | 'resources'>,
  queue: QueueName,
  messages: readonly object[],
  handling: readonly Handling[] = [],
): Promise<void> => {
  const traceHeader = invocationContext.getStore()?.traceHeader;
  const trace = traceHeader
    ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } } }
    : {};
  const sendings = messages.map((message, i) => ({ body: toJson(message), ...handling[i] }));
  for (const batch of batches(sendings)) {
    const answer = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: resources.queueUrls[queue],
        Entries: batch.map(({ body, delaySeconds = 0, group }, i) => ({
          ...{ Id: `${i}`, MessageBody: body, ...trace },
          ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
          ...(group !== undefined && { MessageGroupId: group }),
        })),
      }),
    );
    const refused = answer.Failed?.[0];
    if (refused) throw new Error(`queue ${queue} refused a message: ${refused.Code} ${refused.Message ?? ''}`);
  }
};

interface Sending extends Handling {
  readonly body: string;
}

function* batches(sendings: readonly Sending[]): Generator<readonly Sending[]> {
  let batch: Sending[] = [];
  let bytes = 0;
  for (const sending of sendings) {
    const size = Buffer.byteLength(sending.body);
    if (batch.length > 0 && (batch.length === MAX_BATCH || bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(sending);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
