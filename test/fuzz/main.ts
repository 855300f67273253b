import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runFuzz } from './run-fuzz.ts';
import { makeSources, readSources } from './support/make-sources.ts';
import { mutate } from './support/mutate.ts';
import { tabulate } from './support/tabulate.ts';

/**
 * `npm run test:fuzz -- DIR [--seed 7] [--count 500]`; `--only video.mp4#17` does one again, and `--keep FILE` writes it down.
 * Without a seed it takes one of its own, and prints it.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    count: { type: 'string', default: '500' },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const [directory] = positionals;
const seed = Number(values.seed);
const only = values.only === undefined ? undefined : Number(values.only.slice(values.only.lastIndexOf('#') + 1));
const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-fuzz-'));
try {
  const sources = directory === undefined ? await makeSources(folder) : await readSources(directory);
  say(`seed ${seed}, ${sources.length} sources${directory === undefined ? ' of our own, for want of a folder' : ''}`);
  if (only !== undefined && values.keep) await writeFile(values.keep, mutate(seed, only, sources).bytes);
  const began = performance.now();
  const numbers = only === undefined ? Array.from({ length: Number(values.count) }, (_, i) => i) : [only];
  const rows = await runFuzz({
    ...{ seed, numbers, sources },
    onRow: ({ mutant, kind, outcome, faults }) => {
      for (const fault of faults) say(`FAILED ${mutant} (${kind}), which ended as ${outcome}: ${fault}`);
    },
  });
  say(tabulate(rows));
  const failed = rows.filter(({ faults }) => faults.length > 0).length;
  say(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  say(`${rows.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
