import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { LambdaHandler } from '../../infra/event-source/hosted-function.ts';
import { invocationContext } from '../../shared/runtime/invocation-context.ts';
import { createQueueStack, type QueueHandler, type QueueStackOptions } from '../../shared/runtime/queue-stack.ts';
import { startTestQueue } from './support/test-queue.ts';
import { waitUntil } from './support/wait-until.ts';

const SUCCESS = { batchItemFailures: [] };
const failAll = (event: SQSEvent) => ({
  batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

type TestQueue = Awaited<ReturnType<typeof startTestQueue>>;

const stack = (
  queue: TestQueue,
  handler: QueueHandler,
  options: QueueStackOptions & { readonly stopping?: AbortSignal } = {},
): LambdaHandler => {
  const { stopping = new AbortController().signal, ...rest } = options;
  return createQueueStack({ ...queue, stopping }, handler, rest) as LambdaHandler;
};

describe.concurrent('the queue stack', () => {
  it('keeps messages hidden while they are worked on', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 1 });
    let deliveries = 0;
    const work: QueueHandler = async () => {
      deliveries += 1;
      await sleep(3000);
      return SUCCESS;
    };
    queue.map(stack(queue, work, { visibilitySeconds: 1, heartbeatSeconds: 0.3 }));
    await queue.send('a', 'b');
    await waitUntil(async () => deliveries > 0 && (await queue.left()) === 0);
    expect(deliveries).toBe(1);
  });

  it('lets the message of a dead worker come back after the short time, not the queue’s', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 600 });
    const counts: string[] = [];
    const never: QueueHandler = async (event) => {
      counts.push(event.Records[0]?.attributes.ApproximateReceiveCount ?? '');
      return counts.length > 1 ? SUCCESS : new Promise(() => undefined);
    };
    // No heartbeat comes in the time of the test: the worker is as good as dead after its first call.
    queue.map(stack(queue, never, { visibilitySeconds: 1, heartbeatSeconds: 100, reserveMs: 0 }), {
      timeoutSeconds: 4,
    });
    await queue.send('lost');
    await waitUntil(async () => (await queue.left()) === 0 && counts.length === 2);
    expect(counts).toEqual(['1', '2']);
  });

  it('delays a failed message longer from time to time', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 600 });
    const times: number[] = [];
    const fail: QueueHandler = async (event) => {
      times.push(performance.now());
      if (times.length === 2) throw new Error('broken');
      return times.length < 3 ? failAll(event) : SUCCESS;
    };
    queue.map(stack(queue, fail, { backOffSeconds: 1 }));
    await queue.send('again');
    await waitUntil(async () => times.length === 3 && (await queue.left()) === 0);
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThan(950);
    expect(second - first).toBeLessThan(1900);
    expect(third - second).toBeGreaterThan(1950);
  });

  it('gives messages back at once when the host stops', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 600 });
    const stopping = new AbortController();
    let aborted = false;
    const work: QueueHandler = async (_event, _context, { signal }) => {
      await sleep(20_000, undefined, { signal }).catch((error: unknown) => {
        aborted = true;
        throw error;
      });
      return SUCCESS;
    };
    const source = queue.map(stack(queue, work, { stopping: stopping.signal }));
    await queue.send('in flight');
    await sleep(300);
    queue.queues.quiesce();
    const stopped = source.stop();
    stopping.abort();
    await stopped;
    expect(aborted).toBe(true);
    expect(await queue.receive()).toMatchObject([{ Body: 'in flight' }]);
  });

  it('fires its own timeout before the host’s and gives the message back', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 600 });
    const aborts: boolean[] = [];
    let deliveries = 0;
    const hang: QueueHandler = async (_event, _context, { signal }) => {
      deliveries += 1;
      if (deliveries > 1) return SUCCESS;
      return new Promise(() => signal.addEventListener('abort', () => aborts.push(true)));
    };
    queue.map(stack(queue, hang, { reserveMs: 500, backOffSeconds: 1 }), { timeoutSeconds: 1 });
    await queue.send('hangs');
    await waitUntil(async () => deliveries === 2 && (await queue.left()) === 0);
    expect(aborts).toEqual([true]);
  });

  it('tells the log which invocation a line is of, though many share the process', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 600 });
    const facts: unknown[] = [];
    const note: QueueHandler = async (event) => {
      await sleep(100);
      facts.push([event.Records[0]?.messageId, invocationContext.getStore()?.facts]);
      return SUCCESS;
    };
    queue.map(stack(queue, note), { batchSize: 1, concurrency: 2 });
    await queue.send('a', 'b');
    await waitUntil(() => facts.length === 2);
    for (const fact of facts) {
      const [messageId, store] = fact as [string, unknown];
      expect(store).toMatchObject({ functionName: 'record', requestId: expect.any(String), messageIds: [messageId] });
    }
  });
});
