import { describe, expect, it } from 'vitest';
import { createClock } from '../../bench/simulation/clock.ts';
import { createContainers } from '../../bench/simulation/containers.ts';
import { createEventSource, type Ramp } from '../../bench/simulation/event-source.ts';
import { createFairQueue } from '../../bench/simulation/fair-queue.ts';
import { createLambda } from '../../bench/simulation/lambda.ts';
import { type Process, play, sideBySide } from '../../bench/simulation/process.ts';
import { createSemaphore } from '../../bench/simulation/semaphore.ts';
import { drawSpread, percentile } from '../../bench/simulation/spread.ts';
import { createRandom } from '../../support/random.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const NO_RAMP = { initial: 1, perSecond: 1, max: 1, restSeconds: 60 };
const STANDARD: Ramp = { initial: 5, perSecond: 5, max: 1000, restSeconds: 60 };

/** Sends messages at these times; each takes `seconds`. Answers when each began, in the order in which they did. */
const serve = (arrivals: readonly number[], seconds: number, ramp: Ramp, batchSize = 1): number[] => {
  const clock = createClock();
  const begun: number[] = [];
  const source = createEventSource<number>({
    ...{ clock, queue: createFairQueue<number>(), batchSize, ramp, latency: () => 0 },
    invoke: (_, done) => {
      begun.push(clock.now());
      clock.after(seconds, done);
    },
  });
  arrivals.forEach((at, i) => void clock.after(at, () => source.send(i)));
  clock.run();
  return begun;
};

describe('the clock', () => {
  it('lets things happen in the order of their time, and of asking at the same time', () => {
    const clock = createClock();
    const seen: string[] = [];
    const random = createRandom(1, 'clock');
    for (let i = 0; i < 500; i++) {
      const at = Math.floor(random.between(0, 50));
      clock.after(at, () => void seen.push(`${String(at).padStart(3, '0')} ${String(i).padStart(3, '0')}`));
    }
    clock.run();
    expect(seen).toHaveLength(500);
    expect(seen).toEqual(seen.toSorted());
  });

  it('stops when it is told to', () => {
    const clock = createClock();
    const tick = (): void => clock.after(1, tick);
    tick();
    clock.run(() => clock.now() >= 10);
    expect(clock.now()).toBe(10);
  });
});

it('waiting times of M/D/1 are those of Pollaczek and Khinchine', () => {
  const random = createRandom(7, 'arrivals');
  const load = 0.7;
  let at = 0;
  const arrivals = Array.from({ length: 40_000 }, () => (at += -Math.log(1 - random.next()) / load));
  const begun = serve(arrivals, 1, NO_RAMP);
  const waited = mean(begun.map((time, i) => time - (arrivals[i] ?? 0)));
  expect(waited).toBeGreaterThan(0.95 * (load / (2 * (1 - load))));
  expect(waited).toBeLessThan(1.05 * (load / (2 * (1 - load))));
});

describe('an event source', () => {
  const BURST = Array.from({ length: 240 }, () => 0);

  it('has all of 240 long tasks in work only after 47 seconds', () => {
    const begun = serve(BURST, 600, STANDARD);
    expect(begun.filter((at) => at === 0)).toHaveLength(5);
    expect(begun.filter((at) => at <= 30)).toHaveLength(155);
    expect(begun.at(-1)).toBeCloseTo(47, 6);
  });

  it('has them at once with 24 provisioned pollers', () => {
    expect(serve(BURST, 600, { initial: 240, perSecond: 1000 / 60, max: 720, restSeconds: 60 }).at(-1)).toBe(0);
  });

  it('never has more in work than its limit', () => {
    const begun = serve(BURST, 600, { ...STANDARD, max: 100 });
    expect(begun.filter((at) => at < 600)).toHaveLength(100);
  });

  it('begins small again after a rest, and not before', () => {
    const long = Array.from({ length: 100 }, () => 0);
    const secondBurst = (seconds: number) => serve([...long, ...long.map(() => seconds)], 30, STANDARD).slice(100);
    expect(secondBurst(100).filter((at) => at === 100).length).toBeGreaterThan(50);
    expect(secondBurst(500).filter((at) => at === 500)).toHaveLength(5);
  });

  it('hands over what waits in batches', () => {
    expect(
      serve(
        Array.from({ length: 25 }, () => 0.5),
        1,
        NO_RAMP,
        10,
      ),
    ).toEqual([0.5, 1.5, 2.5, 3.5]);
  });
});

describe('a fair queue', () => {
  it('keeps the order of arrival while no group is noisy', () => {
    const queue = createFairQueue<number>();
    for (let i = 0; i < 10; i++) queue.send(i, i % 2 ? 'a' : 'b');
    expect(queue.take(10).map(({ message }) => message)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('hands over a quiet group before one that has much in work', () => {
    const queue = createFairQueue<string>();
    for (let i = 0; i < 1000; i++) queue.send('noisy', 'noisy');
    const taken = queue.take(100);
    queue.send('quiet', 'quiet');
    expect(queue.take(2).map(({ message }) => message)).toEqual(['quiet', 'noisy']);
    queue.settle(taken);
    expect(queue.waiting()).toBe(899);
  });

  it('keeps the order of messages without a group, which are quiet', () => {
    const queue = createFairQueue<string>();
    for (let i = 0; i < 100; i++) queue.send('noisy', 'noisy');
    queue.take(40);
    for (const message of ['first', 'second']) queue.send(message);
    const taken = queue.take(3);
    expect(taken.map(({ message }) => message)).toEqual(['first', 'second', 'noisy']);
    queue.settle(taken);
    expect(queue.waiting()).toBe(59);
  });

  it('shares between noisy groups', () => {
    const queue = createFairQueue<string>();
    for (const name of ['a', 'b', 'c']) for (let i = 0; i < 500; i++) queue.send(name, name);
    const taken = queue.take(300).map(({ message }) => message);
    for (const name of ['a', 'b', 'c']) expect(taken.filter((each) => each === name)).toHaveLength(100);
  });
});

describe('a Lambda', () => {
  const create = (concurrency: number, scaling = { burst: 1000, perSecond: 100 }, warm = 0) => {
    const clock = createClock();
    const account = createSemaphore(concurrency);
    const lambda = createLambda({ clock, account, scaling, coldStart: () => 1, speed: () => 1, warm });
    const begun: number[] = [];
    const call = (seconds: number): void =>
      lambda.invoke((_, done) => {
        begun.push(clock.now());
        clock.after(seconds, done);
      });
    return { clock, account, lambda, begun, call };
  };

  it('starts cold, and keeps its environment for the next call', () => {
    const { clock, lambda, begun, call } = create(10);
    call(5);
    clock.after(10, () => call(5));
    clock.run();
    expect(begun).toEqual([1, 10]);
    expect(lambda.coldStarts()).toBe(1);
  });

  it('never runs more often at once than the account may', () => {
    const { clock, account, begun, call } = create(3);
    for (let i = 0; i < 7; i++) call(10);
    clock.run();
    expect(begun).toEqual([1, 1, 1, 11, 11, 11, 21]);
    expect(account.peak()).toBe(3);
  });

  it('makes new environments no faster than its rate', () => {
    const { clock, begun, call } = create(5000, { burst: 1000, perSecond: 100 });
    for (let i = 0; i < 1500; i++) call(100);
    clock.run();
    expect(begun.filter((at) => at === 1)).toHaveLength(1000);
    expect(begun.at(-1)).toBeCloseTo(6, 6);
  });

  it('has environments that are warm from the start', () => {
    const { clock, begun, call } = create(10, undefined, 2);
    for (let i = 0; i < 3; i++) call(5);
    clock.run();
    expect(begun).toEqual([0, 0, 1]);
  });
});

it('containers come when somebody looks, one for each message up to the limit', () => {
  const clock = createClock();
  const begun: number[] = [];
  const containers = createContainers<number>({
    ...{ clock, lookSeconds: 60, maxTasks: 2, start: () => 40 },
    work: (_, done) => {
      begun.push(clock.now());
      clock.after(100, done);
    },
  });
  for (let i = 0; i < 5; i++) containers.send(i);
  clock.run();
  expect(begun).toEqual([100, 100, 200, 200, 300]);
});

it('a process goes on when its time has passed, its turn has come, or all others are over', () => {
  const clock = createClock();
  const turn = createSemaphore(1);
  const seen: string[] = [];
  function* take(name: string, seconds: number): Process {
    yield turn.enter;
    yield seconds;
    turn.leave();
    seen.push(`${name} ${clock.now()}`);
  }
  function* all(): Process {
    yield 1;
    yield sideBySide(clock, [take('a', 5), take('b', 3), take('c', 1)]);
    yield sideBySide(clock, []);
    seen.push(`all ${clock.now()}`);
  }
  play(clock, all(), () => void seen.push('done'));
  clock.run();
  expect(seen).toEqual(['a 6', 'b 9', 'c 10', 'all 10', 'done']);
});

it('a spread has its median and its 99th percentile', () => {
  const random = createRandom(3, 'spread');
  const values = Array.from({ length: 20_000 }, () => drawSpread(random, { median: 0.2, p99: 1 }));
  expect(percentile(values, 0.5)).toBeCloseTo(0.2, 1);
  expect(percentile(values, 0.99)).toBeGreaterThan(0.9);
  expect(percentile(values, 0.99)).toBeLessThan(1.1);
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
});
