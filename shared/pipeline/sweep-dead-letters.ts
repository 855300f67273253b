import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Deps } from '../runtime/deps.ts';
import { noteInLog } from '../runtime/note-in-log.ts';
import type { QueueName } from '../runtime/queues.ts';
import { withLogContext } from '../runtime/with-log-context.ts';
import {
  buryIngestLetter,
  buryPublishLetter,
  buryPurgeLetter,
  buryRecordLetter,
  buryTranscodeLetter,
  type LetterDeps,
  namesInLetter,
} from './sweep-bury-letter.ts';

/** Receives of one queue in one run, of ten messages each. */
const MAX_RECEIVES = 10;

const BURY: Readonly<Record<QueueName, (deps: LetterDeps, body: unknown) => Promise<void>>> = {
  ingest: buryIngestLetter,
  first: buryTranscodeLetter,
  soon: buryTranscodeLetter,
  transcode: buryTranscodeLetter,
  heavy: buryTranscodeLetter,
  record: buryRecordLetter,
  publish: buryPublishLetter,
  purge: buryPurgeLetter,
};

/**
 * Turns messages that were given up into events and final states. A letter is deleted once that is done; when it can't
 * be done now, the letter stays for the next run. One that can't be read is logged and deleted: nothing follows from it.
 */
export const drainDeadLetters = async (deps: LetterDeps & Pick<Deps, 'metrics'>, queue: QueueName): Promise<number> => {
  const QueueUrl = deps.resources.deadLetterUrls[queue];
  let drained = 0;
  for (let receives = 0; receives < MAX_RECEIVES; receives++) {
    const { Messages = [] } = await deps.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) if (await bury(deps, queue, message)) drained++;
  }
  return drained;
};

const bury = (
  deps: LetterDeps & Pick<Deps, 'metrics'>,
  queue: QueueName,
  { Body = '', MessageId: messageId = '', ReceiptHandle }: Message,
): Promise<boolean> => {
  const body = readJson(Body);
  return withLogContext({ messageId }, async () => {
    try {
      noteInLog(namesInLetter(body));
      await BURY[queue](deps, body);
    } catch (error) {
      deps.logger.error('a dead letter could not be dealt with', { queue, error: error as Error });
      return false;
    }
    const QueueUrl = deps.resources.deadLetterUrls[queue];
    await deps.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    deps.logger.error('a message was given up', { queue });
    deps.metrics.add({ name: 'DeadLetters', value: 1, dimensions: { queue } });
    return true;
  });
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
