import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { startTestQueue } from './support/test-queue.ts';
import { waitUntil } from './support/wait-until.ts';

type TestQueue = Awaited<ReturnType<typeof startTestQueue>>;

const sendOf = async ({ sqs, queueUrl }: TestQueue, group: string, count: number): Promise<void> => {
  for (let sent = 0; sent < count; sent += 10) {
    const Entries = Array.from({ length: Math.min(10, count - sent) }, (_, i) => ({
      Id: `${i}`,
      MessageBody: `${group}${sent + i}`,
      MessageGroupId: group,
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
};

/** What a function with this concurrency works at, in the order in which it begins. */
const watch = (queue: TestQueue, concurrency: number): string[] => {
  const begun: string[] = [];
  queue.map(
    async (event) => {
      begun.push(...(event as SQSEvent).Records.map(({ body }) => body));
      await new Promise((resolve) => setTimeout(resolve, 10));
    },
    { batchSize: 1, concurrency },
  );
  return begun;
};

it.for([1, 2, 4])('two tasks do not wait for ninety of another media: %i at once', async (concurrency, test) => {
  const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 60 });
  await sendOf(queue, 'a', 100);
  const begun = watch(queue, concurrency);
  await waitUntil(() => begun.length >= 10);
  await sendOf(queue, 'b', 2);
  const before = begun.length;
  await waitUntil(() => begun.length === 102);
  const others = ['b0', 'b1'].map((body) => Math.max(0, begun.indexOf(body) - before));
  console.info(`${concurrency} at once: others that began before the two tasks: ${others.join(', ')}`);
  expect(Math.max(...others)).toBeLessThanOrEqual(3 + concurrency);
});

it('medias that wait side by side have their turns, one after the other', async (test) => {
  const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 60 });
  for (const group of ['a', 'b', 'c']) await sendOf(queue, group, 20);
  const begun = watch(queue, 1);
  await waitUntil(() => begun.length === 60);
  expect(begun.slice(0, 7)).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2']);
  expect(begun.toSorted()).toEqual(['a', 'b', 'c'].flatMap((group) => numbered(group, 20)).toSorted());
});

it('what is of no group stays in its order', async (test) => {
  const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 60 });
  await queue.send(...numbered('x', 10));
  const begun = watch(queue, 1);
  await waitUntil(() => begun.length === 10);
  expect(begun).toEqual(numbered('x', 10));
});

const numbered = (group: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${group}${i}`);
