import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { startTestQueue } from './support/test-queue.ts';
import { waitUntil } from './support/wait-until.ts';

const bodies = (event: unknown): string[] => (event as SQSEvent).Records.map((record) => record.body);

describe.concurrent('the event source of a queue', () => {
  it('hands over what Lambda would, and deletes it after a return', async (test) => {
    const queue = await startTestQueue(test);
    const seen: { event: SQSEvent; context: Context }[] = [];
    queue.map(async (event, context) => void seen.push({ event: event as SQSEvent, context }));
    await queue.send('one');
    await waitUntil(async () => seen.length === 1 && (await queue.left()) === 0);

    const record = seen[0]?.event.Records[0];
    expect(record).toMatchObject({
      body: 'one',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:gilfoyle-record',
      awsRegion: 'us-east-1',
      messageAttributes: {},
    });
    expect(record?.attributes.ApproximateReceiveCount).toBe('1');
    expect(Number(record?.attributes.SentTimestamp)).toBeGreaterThan(Date.now() - 60_000);
    expect(record?.md5OfBody).toMatch(/^[0-9a-f]{32}$/);
    expect(seen[0]?.context).toMatchObject({ functionName: 'record', memoryLimitInMB: '128' });
    expect(seen[0]?.context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[0]?.context.getRemainingTimeInMillis()).toBeGreaterThan(20_000);
  });

  it('delivers again only what a partial batch response names', async (test) => {
    const queue = await startTestQueue(test);
    const rounds: string[][] = [];
    await queue.send('good', 'bad', 'fine');
    queue.map(async (event) => {
      rounds.push(bodies(event).toSorted());
      const failed = rounds.length === 1 ? (event as SQSEvent).Records.filter(({ body }) => body === 'bad') : [];
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await waitUntil(async () => rounds.length === 2 && (await queue.left()) === 0);
    expect(rounds).toEqual([['bad', 'fine', 'good'], ['bad']]);
  });

  it.for([
    ['names a message of another batch', () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
    ['has an empty name', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
    ['can not be read', () => ({ batchItemFailures: 'all' })],
    ['is an error', () => Promise.reject(new Error('broken'))],
  ] as const)('delivers the whole batch again when the answer %s', async ([, answer], test) => {
    const queue = await startTestQueue(test);
    const rounds: string[][] = [];
    await queue.send('a', 'b');
    queue.map(async (event) => {
      rounds.push(bodies(event).toSorted());
      return rounds.length === 1 ? answer() : { batchItemFailures: null };
    });
    await waitUntil(async () => rounds.flat().length === 4 && (await queue.left()) === 0);
    expect(rounds[0]).toEqual(['a', 'b']);
  });

  it('takes an invocation that overruns as failed and ignores what it returns', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 2 });
    const counts: string[] = [];
    queue.map(
      async (event) => {
        counts.push((event as SQSEvent).Records[0]?.attributes.ApproximateReceiveCount ?? '');
        if (counts.length === 1) await sleep(1500);
      },
      { timeoutSeconds: 1 },
    );
    await queue.send('slow');
    await waitUntil(() => counts.length === 1);
    await sleep(1700);
    expect(await queue.left()).toBe(1);
    await waitUntil(async () => (await queue.left()) === 0);
    expect(counts).toEqual(['1', '2']);
  });

  it('makes a message a dead letter after its last delivery', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 0, maxReceives: 3 });
    const counts: string[] = [];
    queue.map(async (event) => {
      counts.push((event as SQSEvent).Records[0]?.attributes.ApproximateReceiveCount ?? '');
      throw new Error('never');
    });
    await queue.send('poison');
    await waitUntil(async () => (await queue.deadLetters()) === 1);
    expect(counts).toEqual(['1', '2', '3']);
    expect(await queue.left()).toBe(0);
  });

  it('never has more invocations at once than allowed, and as many as that', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 60 });
    let running = 0;
    let most = 0;
    let done = 0;
    await queue.send(...Array.from({ length: 9 }, (_, index) => `${index}`));
    queue.map(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(100);
        running -= 1;
        done += 1;
      },
      { batchSize: 1, concurrency: 3 },
    );
    await waitUntil(() => done === 9);
    expect(most).toBe(3);
  });

  it('goes on after a queue was out of reach', async (test) => {
    const queue = await startTestQueue(test);
    const seen: string[] = [];
    const send = queue.sqs.send.bind(queue.sqs);
    let failures = 0;
    Object.assign(queue.sqs, {
      send: (...args: Parameters<typeof send>) => {
        failures += 1;
        return failures <= 4 ? Promise.reject(new Error('connect ECONNREFUSED')) : send(...args);
      },
    });
    queue.map(async (event) => void seen.push(...bodies(event)));
    await waitUntil(() => failures > 4);
    await queue.send('late');
    await waitUntil(() => seen.length === 1);
    expect(seen).toEqual(['late']);
  });

  it('stops at once while it waits, and leaves what comes afterwards', async (test) => {
    const queue = await startTestQueue(test, { visibilityTimeoutSeconds: 60 });
    const seen: string[] = [];
    const source = queue.map(async (event) => void seen.push(...bodies(event)));
    await queue.send('before');
    await waitUntil(() => seen.length === 1);
    await sleep(50);
    const began = performance.now();
    queue.queues.quiesce();
    await source.stop();
    expect(performance.now() - began).toBeLessThan(1000);
    await queue.send('after');
    await sleep(300);
    expect(seen).toEqual(['before']);
    expect(await queue.receive()).toHaveLength(1);
  });
});
