import { join } from 'node:path';

/**
 * How the service is run. A small young generation: bodies that stream through leave buffers behind, which a larger one
 * would let pile up (a 2 GB upload peaked at 256 MB resident with Node's own choice, at 177 MB with this).
 * SQLite in Node still prints a warning at every start.
 */
export const SERVICE_ARGUMENTS = [
  '--max-semi-space-size=2',
  '--disable-warning=ExperimentalWarning',
  'infra/local/main.ts',
];

/**
 * @typedef {{ args: readonly string[], isService?: boolean }} Step
 *
 * @typedef {object} Command
 * @property {(tool: (name: string) => string, args: readonly string[]) => readonly Step[]} steps what Node 24 runs, one after the other
 * @property {boolean} [needsFfmpeg] whether ffmpeg has to be on this machine
 * @property {boolean} [needsTools] whether it takes more packages than the service itself does
 */

/** @param {string} file @returns {Command['steps']} */
const script = (file) => (_tool, args) => [{ args: [file, ...args] }];

/** @type {Readonly<Record<string, Command>>} */
export const COMMANDS = {
  start: {
    needsFfmpeg: true,
    steps: (_tool, args) => [{ args: [...SERVICE_ARGUMENTS, ...args], isService: true }],
  },
  test: {
    needsFfmpeg: true,
    needsTools: true,
    steps: (tool, args) => [
      { args: [tool('biome'), 'check', '.'] },
      { args: [tool('tsc')] },
      // CDK's classes do not pass the strictest setting: its code has settings of its own.
      { args: [tool('tsc'), '-p', 'infra/aws'] },
      { args: [tool('vitest'), 'run', ...args] },
    ],
  },
  'test:cloud': { needsFfmpeg: true, needsTools: true, steps: script('test/cloud/run-cloud-test.ts') },
  'test:contract': { needsFfmpeg: true, needsTools: true, steps: script('test/contract/main.ts') },
  'test:chaos': { needsFfmpeg: true, needsTools: true, steps: script('test/chaos/main.ts') },
  'test:fuzz': { needsFfmpeg: true, needsTools: true, steps: script('test/fuzz/main.ts') },
  corpus: { needsFfmpeg: true, needsTools: true, steps: script('test/bench/corpus.ts') },
  bench: { needsFfmpeg: true, needsTools: true, steps: script('test/bench/bench.ts') },
  'bench:constants': { needsFfmpeg: true, needsTools: true, steps: script('test/bench/bench-constants.ts') },
  'bench:title': { needsFfmpeg: true, needsTools: true, steps: script('test/bench/bench-title.ts') },
  'bench:aws': { needsTools: true, steps: script('test/bench/bench-aws.ts') },
  'bench:cost': { needsTools: true, steps: script('test/bench/bench-cost.ts') },
  'bench:cold': { needsTools: true, steps: script('test/bench/bench-cold.ts') },
  'bench:api': { needsFfmpeg: true, needsTools: true, steps: script('test/bench/bench-api.ts') },
  'generate:sdk': { needsTools: true, steps: script('infra/sdk/generate-sdk.ts') },
  'build:sdk': { needsTools: true, steps: script('infra/sdk/build-sdk.ts') },
  'build:ffmpeg': { steps: script('infra/ffmpeg/build-layer.ts') },
  deploy: {
    needsTools: true,
    steps: (tool, args) => [
      // Once for an account and region; after that it changes nothing.
      { args: [tool('cdk'), 'bootstrap', ...args] },
      { args: [tool('cdk'), 'deploy', '--all', ...args] },
    ],
  },
  destroy: { needsTools: true, steps: (tool, args) => [{ args: [tool('cdk'), 'destroy', '--all', ...args] }] },
};

/** @param {string} root @param {Command} command @param {readonly string[]} args */
export const stepsOf = (root, command, args) => command.steps((name) => join(root, 'node_modules', '.bin', name), args);
