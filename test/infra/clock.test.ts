import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOutbox } from '../../infra/local/object-store/events/create-outbox.ts';
import { openDisk } from '../../infra/local/object-store/store/open-disk.ts';
import { watchClock } from '../../infra/local/queues/watch-clock.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { startTestQueue } from './support/test-queue.ts';
import { waitUntil } from './support/wait-until.ts';

/** The machine's clock alone: timers and `performance.now()` go on as they are. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const HOUR_MS = 3_600_000;
const setClock = (byMs: number): void => void vi.setSystemTime(Date.now() + byMs);
/** `Date` stands still when it is faked; this lets it go as fast as the real one. */
const tick = (test: Cleaning): void => {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    setClock(now - last);
    last = now;
  }, 20);
  test.onTestFinished(() => clearInterval(timer));
};

it.for([
  ['back', -5 * HOUR_MS],
  ['forward', 5 * HOUR_MS],
] as const)('a clock that is set %s moves neither a hidden message nor a delayed one', async ([, jump], test) => {
  tick(test);
  const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 4 });
  const { sqs, queueUrl: QueueUrl } = queue;
  await queue.send('hidden');
  expect(await queue.receive()).toHaveLength(1);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 4 }));
  const began = performance.now();
  setClock(jump);
  const bodies: (string | undefined)[] = [];
  const poll = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 });
  while (bodies.length < 2) bodies.push(...((await sqs.send(poll)).Messages ?? []).map(({ Body }) => Body));
  expect(bodies.toSorted()).toEqual(['delayed', 'hidden']);
  expect(performance.now() - began).toBeLessThan(8000);
});

it('a jump is told once, by how much', async () => {
  const jumps: number[] = [];
  const stop = watchClock((ms) => jumps.push(ms));
  try {
    setClock(-HOUR_MS);
    await waitUntil(() => jumps.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 1100));
  } finally {
    stop();
  }
  expect(jumps).toHaveLength(1);
  expect(Math.abs((jumps[0] ?? 0) + HOUR_MS)).toBeLessThan(5000);
});

it('an event that could not be sent is sent again soon, also after the clock was set back', async (test) => {
  const disk = await openDisk(await temporaryFolder(test), () => new Date());
  let sends = 0;
  const sqs = {
    send: async () => {
      sends += 1;
      if (sends === 1) throw new Error('not now');
      return {};
    },
  };
  const outbox = createOutbox(disk, 'us-east-1', [{ bucket: 'originals', queueUrl: 'q', sqs: sqs as never }], () =>
    setClock(-5 * HOUR_MS),
  );
  const event = {
    eventName: 'ObjectCreated:Put',
    eventTime: 0,
    bucket: 'originals',
    key: 'a',
    size: 1,
    etag: 'a',
  } as const;
  (await outbox.record({ ...event, sequencer: disk.nextSequencer() })).publish();
  await waitUntil(() => sends === 2, 5);
  await outbox.close();
});
