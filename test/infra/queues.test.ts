import { networkInterfaces } from 'node:os';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { LOCAL_REGION } from '../../infra/local/local-names.ts';
import { startQueues } from '../../infra/local/queues/start-queues.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { CREDENTIALS, startTestQueue } from './support/test-queue.ts';

const SPEC = { queue: 'record', visibilityTimeoutSeconds: 600, maxReceives: 3 } as const;

it('keeps messages and their groups over a restart, and frees those that the last process held', async (test) => {
  const folder = await temporaryFolder(test);
  const session = async <T>(work: (sqs: SQSClient, queueUrl: string) => Promise<T>, maxReceives = 3): Promise<T> => {
    const queues = await startQueues(folder, [{ ...SPEC, maxReceives }], CREDENTIALS);
    const sqs = new SQSClient({ endpoint: queues.endpoint, region: LOCAL_REGION, credentials: CREDENTIALS });
    const result = await work(sqs, queues.urls.record);
    sqs.destroy();
    await queues.stop();
    return result;
  };
  const receive = async (sqs: SQSClient, QueueUrl: string) => {
    const command = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] });
    const { Messages = [] } = await sqs.send(command);
    return Messages.map(
      ({ Body, Attributes }) => `${Body} of ${Attributes?.MessageGroupId} ${Attributes?.ApproximateReceiveCount}`,
    );
  };
  await session(async (sqs, QueueUrl) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept', MessageGroupId: 'a' }));
    return receive(sqs, QueueUrl);
  });
  // Another limit than at first: the attributes of an existing queue are brought up to date.
  expect(await session(receive, 5)).toEqual(['kept of a 2']);
  expect(await session(receive, 5)).toEqual(['kept of a 3']);
});

it('is reached from this machine alone', async (test) => {
  const { queues } = await startTestQueue(test);
  const { port, hostname } = new URL(queues.endpoint);
  expect(hostname).toBe('127.0.0.1');
  const others = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).filter((one) => !one.internal));
  for (const { address, family } of others) {
    if (family !== 'IPv4') continue;
    await expect(fetch(`http://${address}:${port}/health`)).rejects.toThrow();
  }
});
