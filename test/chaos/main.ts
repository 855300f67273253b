import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';
import { printFigures } from './support/print-figures.ts';

/** `npm run test:chaos -- --seed 7 --medias 30`. Without a seed it takes one of its own, and prints it. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    medias: { type: 'string', default: '30' },
  },
});
const [seed, medias] = [Number(values.seed), Number(values.medias)];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say(`seed ${seed}`);
const result = await runChaos({
  seed,
  medias,
  arrivalSeconds: 10,
  chaosSeconds: 150,
  deletedShare: 0.15,
  pauseMs: [400, 2000],
  restSeconds: 180,
  say,
});
say(printFigures(seed, result));
for (const problem of result.problems) say(`WRONG: ${problem}`);
if (result.problems.length > 0) process.exitCode = 1;
