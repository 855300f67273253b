import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { afterThaw } from '../../../infra/aws/lambda/after-thaw.ts';

it('lets happen first what was due while the process stood still', async () => {
  const order: string[] = [];
  setTimeout(() => order.push('timer'), 5);
  // Standing still: nothing of the event loop runs, and time passes.
  const until = performance.now() + 30;
  while (performance.now() < until);
  await afterThaw(async (what: string) => void order.push(what))('handler');
  expect(order).toEqual(['timer', 'handler']);
});

it('does the same for what was due in the midst of reading', async () => {
  const order: string[] = [];
  await sleep(1);
  setTimeout(() => order.push('timer'), 5);
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      const until = performance.now() + 30;
      while (performance.now() < until);
      resolve(afterThaw(async () => void order.push('handler'))());
    });
  });
  expect(order).toEqual(['timer', 'handler']);
});
