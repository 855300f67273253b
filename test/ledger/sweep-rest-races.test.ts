import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readMarker, wakeSweep } from '../../shared/pipeline/sweep-marker.ts';
import { MAX_REST_SECONDS } from '../../shared/pipeline/sweep-rest.ts';
import { callBetween } from './support/call-between.ts';
import { prepareSweep } from './support/run-sweep.ts';
import { scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
let run: ReturnType<typeof prepareSweep>;

beforeAll(async () => {
  services = await startServices();
  run = prepareSweep(services);
});
afterAll(() => services.stop());
beforeEach(() => run.reset());

const work = () => scheduleTestMedia(services.deps.database, {}, services.clock.now);
/** Runs sweep and, before its nth call of database or table, what is at n; what is left comes after the run. */
const sweepAmid = async (seconds: number, acts: readonly (readonly [number, () => Promise<unknown>])[]) => {
  let calls = 0;
  const todo = [...acts];
  const doUntil = async (n: number) => {
    for (let act = todo[0]; act && act[0] <= n; act = todo[0]) {
      todo.shift();
      await act[1]();
    }
  };
  const between = () => doUntil(calls++);
  await run.sweep(seconds, {
    database: callBetween(services.deps.database, ['query', 'connect'], between),
    dynamo: callBetween(services.deps.dynamo, ['send'], between),
  });
  await doUntil(Number.POSITIVE_INFINITY);
  return calls;
};

/** Of a run that looks for everything: before the last calls, by which it looks whether to rest and notes it. */
const findLook = async () => {
  const calls = await sweepAmid(0, []);
  expect(calls).toBeGreaterThan(8);
  return { look: calls - 2, note: calls - 1 };
};
const AFTER = Number.POSITIVE_INFINITY;

test.each([
  ['looks for everything', false],
  ['rests', true],
])('work that is opened amid a run that %s is seen by it or by the next one', async (_what, isResting) => {
  const { look, note } = await findLook();
  const moments = isResting ? [0, 1, AFTER] : [0, 1, look, note, AFTER];
  const orders = moments.flatMap((before, i) =>
    moments.slice(i).flatMap((commit, j) => moments.slice(i + j).map((after) => [before, commit, after] as const)),
  );
  for (const [before, commit, after] of orders) {
    await run.reset();
    if (isResting) await run.sweep(-60);
    const wake = () => wakeSweep(services.deps);
    await sweepAmid(0, [
      [before, wake],
      [commit, work],
      [after, wake],
    ]);
    expect(await run.sweep(60), `${before}, ${commit}, ${after}`).toBeGreaterThan(0);
  }
});

test('a process that dies after its commit is found in a minute, if it fell in between, and in an hour at worst', async () => {
  const { look, note } = await findLook();
  await run.reset();
  await sweepAmid(0, [
    [look, () => wakeSweep(services.deps)],
    [note, work],
  ]);
  expect(await run.sweep(60)).toBeGreaterThan(0);

  await run.reset();
  await sweepAmid(0, [[note, work]]);
  expect(await run.sweep(60)).toBe(0);
  expect(await run.sweep(MAX_REST_SECONDS)).toBeGreaterThan(0);
});

test('many who wake sweep at once share a write, which begins after each of them has called', async () => {
  let writes = 0;
  const dynamo = callBetween(services.deps.dynamo, ['send'], async () => {
    writes += 1;
  });
  const deps = { ...services.deps, dynamo };
  const call = async (delayMs: number) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const seen = await readMarker(services.deps);
    await wakeSweep(deps);
    // Had the write been under way already, the version could be the one from before the call.
    expect((await readMarker(services.deps))?.version).not.toBe(seen?.version);
  };
  await Promise.all(Array.from({ length: 60 }, (_, i) => call(i % 6)));
  expect(writes).toBeGreaterThan(0);
  expect(writes).toBeLessThan(60);
  // All of them over, the next one is not held up.
  await call(0);
});
