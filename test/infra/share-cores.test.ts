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

it('who waits begins when a core is free', async () => {
  const { take, waitForCore } = shareCores(2);
  const { handler, ends } = createWork();
  const work = take(handler);
  const running = [work({}, {} as never), work({}, {} as never)];
  let isFree = false;
  const waiting = waitForCore(NEVER).then(() => {
    isFree = true;
  });
  await sleep(50);
  expect(isFree).toBe(false);
  ends[0]?.();
  await waiting;
  ends[1]?.();
  await Promise.all(running);
});

it('nobody waits for ever, nor when the host stops', async () => {
  const work = createWork();
  const patient = shareCores(1, { maxWaitMs: 100 });
  void patient.take(work.handler)({}, {} as never);
  const began = performance.now();
  await patient.waitForCore(NEVER);
  expect(performance.now() - began).toBeGreaterThanOrEqual(99);
  await patient.waitForCore(AbortSignal.abort());
  for (const end of work.ends) end();
});

it('who waits begins a while after work that somebody waits for', async () => {
  const { take, waitForCore } = shareCores(4, { quietMs: 200 });
  const { handler, ends } = createWork();
  const other = take(handler)({}, {} as never);
  const began = performance.now();
  await waitForCore(NEVER);
  expect(performance.now() - began).toBeLessThan(100);
  const awaited = take(handler, { isAwaited: true })({}, {} as never);
  const again = performance.now();
  await waitForCore(NEVER);
  expect(performance.now() - again).toBeGreaterThanOrEqual(199);
  for (const end of ends) end();
  await Promise.all([other, awaited]);
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
