import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import type { LambdaHandler } from '../../infra/event-source/hosted-function.ts';
import { shareCores } from '../../infra/local/share-cores.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { startTestHost } from './support/start-test-host.ts';
import { waitUntil } from './support/wait-until.ts';

const NEVER = new AbortController().signal;

/** Work that goes on until it is told to end. */
const createWork = () => {
  const ends: (() => void)[] = [];
  const handler = () => new Promise<void>((resolve) => ends.push(resolve));
  return { handler: handler as unknown as LambdaHandler, ends };
};

const idle = (() => undefined) as unknown as LambdaHandler;
const invoke = (handler: LambdaHandler) => handler({}, {} as never);

it('who waits begins when a core is free', async () => {
  const { take, wait } = shareCores(2);
  const { handler, ends } = createWork();
  const work = take(handler);
  const running = [invoke(work), invoke(work)];
  let isFree = false;
  const waiting = wait(idle, 1)
    .waitForTurn(NEVER)
    .then(() => {
      isFree = true;
    });
  await sleep(50);
  expect(isFree).toBe(false);
  ends[0]?.();
  await waiting;
  ends[1]?.();
  await Promise.all(running);
});

it('a core that is free is given to one of those who wait, first to the lowest rank', async () => {
  const { take, wait } = shareCores(1);
  const { handler, ends } = createWork();
  const running = invoke(take(handler));
  const turns: number[] = [];
  const queues = [2, 1, 3].map((rank) => ({ rank, ...wait(handler, rank) }));
  const invocations = queues.map(async ({ rank, handler, waitForTurn }) => {
    await waitForTurn(NEVER);
    turns.push(rank);
    await invoke(handler);
  });
  for (const expected of [[1], [1, 2], [1, 2, 3]]) {
    ends.at(-1)?.();
    await waitUntil(() => ends.length === expected.length + 1);
    await sleep(20);
    expect(turns).toEqual(expected);
  }
  ends.at(-1)?.();
  await Promise.all([running, ...invocations]);
});

it('nobody waits for ever, nor when the host stops', async () => {
  const work = createWork();
  const patient = shareCores(1, { maxWaitMs: 100 });
  const running = invoke(patient.take(work.handler));
  const began = performance.now();
  await patient.wait(idle, 1).waitForTurn(NEVER);
  expect(performance.now() - began).toBeGreaterThanOrEqual(99);
  await patient.wait(idle, 1).waitForTurn(AbortSignal.abort());
  for (const end of work.ends) end();
  await running;
});

it('who waits begins a while after work that somebody waits for, though cores are free', async () => {
  const { take, wait } = shareCores(4, { afterMs: 200 });
  const { handler, ends } = createWork();
  const waiting = () => wait(idle, 1).waitForTurn(NEVER);
  const other = invoke(take(handler));
  const began = performance.now();
  await waiting();
  expect(performance.now() - began).toBeLessThan(100);
  const awaited = invoke(take(handler, { isAwaited: true }));
  const again = performance.now();
  setTimeout(() => ends[1]?.(), 100);
  await waiting();
  expect(performance.now() - again).toBeGreaterThanOrEqual(299);
  ends[0]?.();
  await Promise.all([other, awaited]);
});

it('work that somebody waits for keeps others away for a limited time', async () => {
  const { take, wait } = shareCores(4, { aloneMs: 200 });
  const { handler, ends } = createWork();
  const awaited = invoke(take(handler, { isAwaited: true }));
  const began = performance.now();
  await wait(idle, 1).waitForTurn(NEVER);
  expect(performance.now() - began).toBeGreaterThanOrEqual(199);
  ends[0]?.();
  await awaited;
});

it('a first task begins though bulk work has all cores, and no bulk work begins beside it', async (test) => {
  const [bulk, first] = [createWork(), createWork()];
  const host = await startTestHost(
    test,
    { transcode: () => bulk.handler, first: () => first.handler },
    { ...DEFAULT_CONFIG, encoding: { ...DEFAULT_CONFIG.encoding, concurrency: 2 } },
  );
  const send = (queue: 'first' | 'transcode') =>
    host.deps.sqs.send(new SendMessageCommand({ QueueUrl: host.deps.resources.queueUrls[queue], MessageBody: '{}' }));
  for (let i = 0; i < 4; i++) await send('transcode');
  await waitUntil(() => bulk.ends.length === 2);
  await send('first');
  await waitUntil(() => first.ends.length === 1);
  expect(bulk.ends).toHaveLength(2);
  // Of three one is done: two are left, as many as there are cores.
  bulk.ends[0]?.();
  await sleep(300);
  expect(bulk.ends).toHaveLength(2);
  first.ends[0]?.();
  await waitUntil(() => bulk.ends.length === 3);
  for (const end of bulk.ends) end();
  await waitUntil(() => bulk.ends.length === 4);
  bulk.ends[3]?.();
});
