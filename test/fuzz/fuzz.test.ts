import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from '../support/make-source.ts';
import { runFuzz } from './run-fuzz.ts';
import { makeSources } from './support/make-sources.ts';
import { type FuzzSource, mutate } from './support/mutate.ts';

const SEED = 1;
let sources: readonly FuzzSource[];
let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  folder = await makeFolder();
  sources = await makeSources(folder.path);
});
afterAll(() => folder?.remove());

/** `npm run test:fuzz` does the same with 500. */
test('mutated files end as Ready or with a code', async () => {
  const rows = await runFuzz({ seed: SEED, numbers: Array.from({ length: 20 }, (_, i) => i), sources });
  expect(rows).toHaveLength(20);
  expect(rows.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

test('a seed makes the same mutants again, and another one makes others', () => {
  for (let number = 0; number < 40; number++) {
    expect(mutate(SEED, number, sources)).toEqual(mutate(SEED, number, sources));
  }
  const bytesOf = (seed: number) =>
    Array.from({ length: 40 }, (_, i) => mutate(seed, i, sources).bytes.toString('hex'));
  expect(bytesOf(1).filter((bytes, i) => bytes === bytesOf(2)[i]).length).toBeLessThan(5);
});
