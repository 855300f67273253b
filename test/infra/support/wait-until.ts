import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is true; fails after `seconds`. */
export const waitUntil = async (check: () => boolean | Promise<boolean>, seconds = 20): Promise<void> => {
  const end = performance.now() + seconds * 1000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Not true after ${seconds} s: ${check.toString()}`);
    await sleep(20);
  }
};
