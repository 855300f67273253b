import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeMessageVisibilityBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Deps } from '../../shared/runtime/deps.ts';
import { LONG_POLL_MS, LONG_POLL_SECONDS } from '../../shared/runtime/time-limits.ts';
import { deleteMessages } from './delete-messages.ts';
import { failedMessages } from './failed-messages.ts';
import type { HostedFunction } from './hosted-function.ts';
import { invoke } from './invoke.ts';
import { sqsEvent } from './sqs-event.ts';

export interface EventSourceOptions extends Pick<Deps, 'sqs' | 'logger'> {
  readonly fn: HostedFunction;
  readonly queueUrl: string;
  readonly queueArn: string;
  /** Messages in one invocation, at most. */
  readonly batchSize: number;
  /** Invocations at once, at most. */
  readonly concurrency: number;
  /** Ends when what was received may be worked on, or when the signal is aborted. @default at once */
  readonly waitForTurn?: (signal: AbortSignal) => Promise<void>;
}

export interface EventSource {
  /** No more messages are taken. Ends when what was under way has ended. */
  readonly stop: () => Promise<void>;
}

const MAX_RETRY_DELAY_MS = 10_000;
/** A long poll that comes back empty sooner than this was not one; without a pause we would poll as fast as we can. */
const SHORT_POLL_MS = 100;

/**
 * Lambda's event source mapping between one queue and one function. A message is received only when there is room for
 * its invocation. What succeeded is deleted; what failed stays hidden until its visibility timeout ends and is
 * delivered again, until the queue's redrive policy makes it a dead letter.
 */
export const mapEventSource = (options: EventSourceOptions): EventSource => {
  const { sqs, logger, fn, queueUrl, queueArn, batchSize, concurrency, waitForTurn } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  const receive = async (): Promise<readonly Message[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: LONG_POLL_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { requestTimeout: LONG_POLL_MS },
    );
    return Messages;
  };

  const giveBack = (messages: readonly Message[]) =>
    sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map(({ ReceiptHandle }, Id) => ({ Id: `${Id}`, ReceiptHandle, VisibilityTimeout: 0 })),
      }),
    );

  const deliver = async (messages: readonly Message[]): Promise<void> => {
    const event = sqsEvent(messages, queueArn);
    const messageIds = event.Records.map((record) => record.messageId);
    try {
      const failed = failedMessages(await invoke(fn, event), messageIds);
      if (failed.size > 0 && !stopping.signal.aborted)
        logger.warn('Messages failed', { functionName: fn.name, messageIds: [...failed] });
      const done = event.Records.filter((record) => !failed.has(record.messageId));
      await deleteMessages(sqs, queueUrl, done);
    } catch (error) {
      logger.warn('A batch failed', { functionName: fn.name, messageIds, error: error as Error });
    }
  };

  const takeOnce = async (): Promise<void> => {
    const began = performance.now();
    const messages = await receive();
    if (messages.length === 0) {
      if (performance.now() - began < SHORT_POLL_MS) await sleep(SHORT_POLL_MS, undefined, { signal: stopping.signal });
      return;
    }
    await waitForTurn?.(stopping.signal);
    if (stopping.signal.aborted) {
      await giveBack(messages);
    } else {
      const delivery = deliver(messages).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  };

  const poll = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        if (underWay.size >= concurrency) await Promise.race(underWay);
        else await takeOnce();
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        if (failures === 2) logger.error('A queue is out of reach', { queueUrl, error: error as Error });
        await sleep(Math.min(MAX_RETRY_DELAY_MS, 50 * 2 ** failures), undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  };

  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      await Promise.all(underWay);
    },
  };
};
