import { CreateQueueCommand, QueueNameExists, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { perQueue, type QueueName } from '../../../shared/runtime/queues.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION, localDeadLetterName, localQueueArn, localQueueName } from '../local-names.ts';
import { openFauxqs } from './open-fauxqs.ts';

export interface QueueSpec {
  readonly queue: QueueName;
  readonly visibilityTimeoutSeconds: number;
  readonly maxReceives: number;
}

export interface Queues {
  readonly endpoint: string;
  readonly urls: Readonly<Record<QueueName, string>>;
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
  /**
   * From now on nobody waits for messages: open long polls return, new ones return at once. A long poll that its
   * caller gave up would otherwise take the messages that are given back while we stop.
   */
  readonly quiesce: () => void;
  readonly stop: () => Promise<void>;
}

/** What AWS keeps a message for, at most. */
const RETENTION_SECONDS = 14 * 86_400;

const ensureQueue = async (sqs: SQSClient, name: string, url: string, attributes: Record<string, string>) => {
  try {
    // Without attributes: an existing queue with other ones would be refused. (fauxqs's own createQueue empties it.)
    await sqs.send(new CreateQueueCommand({ QueueName: name }));
  } catch (error) {
    if (!(error instanceof QueueNameExists)) throw error;
  }
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
};

/** SQS on loopback, kept in `directory`, with each queue and its dead letters made or brought up to date. */
export const startQueues = async (
  directory: string,
  specs: readonly QueueSpec[],
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<Queues> => {
  const fauxqs = await openFauxqs(directory);
  const sqs = new SQSClient({ endpoint: fauxqs.endpoint, region: LOCAL_REGION, credentials });
  const urlOf = (name: string): string => `${fauxqs.endpoint}/${LOCAL_ACCOUNT}/${name}`;
  const retention = { MessageRetentionPeriod: String(RETENTION_SECONDS) };

  const ensurePair = async ({ queue, visibilityTimeoutSeconds, maxReceives }: QueueSpec): Promise<void> => {
    const [name, deadLetters] = [localQueueName(queue), localDeadLetterName(queue)];
    await ensureQueue(sqs, deadLetters, urlOf(deadLetters), retention);
    await ensureQueue(sqs, name, urlOf(name), {
      ...retention,
      VisibilityTimeout: String(visibilityTimeoutSeconds),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: localQueueArn(deadLetters), maxReceiveCount: maxReceives }),
    });
  };
  try {
    await Promise.all(specs.map(ensurePair));
  } catch (error) {
    await fauxqs.close();
    throw error;
  } finally {
    sqs.destroy();
  }

  // Nobody else takes from these queues, so what was being worked on when the last process ended is free again.
  for (const queue of fauxqs.store.allQueues()) {
    for (const receiptHandle of [...queue.inflightMessages.keys()]) queue.changeVisibility(receiptHandle, 0);
  }

  const urls = (nameOf: (queue: QueueName) => string) => perQueue((queue) => urlOf(nameOf(queue)));
  return {
    endpoint: fauxqs.endpoint,
    urls: urls(localQueueName),
    deadLetterUrls: urls(localDeadLetterName),
    quiesce: () => {
      for (const queue of fauxqs.store.allQueues()) {
        queue.waitForMessages = async () => undefined;
        queue.cancelWaiters();
      }
    },
    stop: fauxqs.close,
  };
};
