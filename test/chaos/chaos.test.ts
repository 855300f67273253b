import { expect, it } from 'vitest';
import { runChaos } from './run-chaos.ts';
import { printFigures } from './support/print-figures.ts';

/** One seed, so that two runs of the same code differ as little as can be; `npm run test:chaos` takes any. */
const SEED = 4;

it('nothing is lost, stuck, doubled or different while everything fails now and then', async () => {
  const result = await runChaos({
    seed: SEED,
    medias: 6,
    arrivalSeconds: 5,
    chaosSeconds: 20,
    deletedShare: 0.15,
    pauseMs: [300, 1200],
    restSeconds: 40,
    say: () => undefined,
  });
  console.log(printFigures(SEED, result));
  expect(result.problems).toEqual([]);
});
