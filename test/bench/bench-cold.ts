import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFunctions } from '../../infra/aws/bundle/bundle-functions.ts';
import { FUNCTIONS, type FunctionName } from '../../infra/topology.ts';
import { perQueue } from '../../shared/runtime/queues.ts';
import { readConfig } from '../../shared/runtime/read-config.ts';
import { resourceVariables } from '../../shared/runtime/resource-variables.ts';
import { median } from './report.ts';

/**
 * `npm run bench:cold [-- FUNCTION …]`: the code that a Lambda gets, and how long a cold start takes to load it. Each run is
 * a fresh Node with the environment of a Lambda. "import" is from just before `import('index.mjs')` until the handler is
 * there, which includes making all clients; "process" is from the start of Node to its end. Both are in milliseconds.
 */
const RUNS = Number(process.env.BENCH_RUNS ?? 11);
const TARGETS = { name: 'api', bytes: 1_000_000, importMs: 150 };

const queue = (name: string) => `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
const ENVIRONMENT = {
  ...resourceVariables({
    originalsBucket: 'originals',
    mediaBucket: 'media',
    queueUrls: perQueue(queue),
    deadLetterUrls: perQueue((name) => queue(`${name}-dead`)),
    idempotencyTable: 'idempotency',
    keysTable: 'keys',
    playbackBaseUrl: 'https://media.example.org',
    playbackTokens: true,
  }),
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_LAMBDA_FUNCTION_NAME: 'function',
  DATABASE_HOST: 'example.dsql.eu-central-1.on.aws',
  DATABASE_AUTH: 'dsql',
  DATABASE_USER: 'admin',
  DATABASE_NAME: 'postgres',
  METRICS: 'emf',
  NODE_OPTIONS: '--enable-source-maps',
};

const MEASURE = `
  const began = performance.now();
  const { handler } = await import(process.argv[1]);
  const taken = performance.now() - began;
  if (typeof handler !== 'function') throw new Error('there is no handler');
  process.stdout.write(String(taken), () => process.exit(0));`;

const run = async (directory: string): Promise<{ readonly load: number; readonly whole: number }> => {
  const began = performance.now();
  const args = ['--input-type=module', '--eval', MEASURE, join(directory, 'index.mjs')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: ENVIRONMENT });
  return { load: Number(stdout), whole: performance.now() - began };
};

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

const isName = (name: string): name is FunctionName => name in FUNCTIONS;
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isName(name));
if (unknown.length > 0) {
  console.error(`There is no function ${unknown.join(', ')}; there are ${Object.keys(FUNCTIONS).join(', ')}.`);
  process.exit(2);
}
const lambdas = Object.keys(FUNCTIONS).filter((name) => isName(name) && !FUNCTIONS[name].container);
const names = (asked.length > 0 ? asked : lambdas).filter(isName);

const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-cold-'));
const held: boolean[] = [];
const show = (what: string, value: number, target: number): boolean => {
  const holds = value < target;
  console.log(`${what}: ${value} (to reach: < ${target}) ${holds ? 'ok' : 'MISSED'}`);
  return holds;
};
try {
  const bundles = await bundleFunctions({ config: await readConfig(), directory: folder, names });
  const loads = new Map<string, number>();
  console.log('| function | bytes | import min | median | max | process median |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const name of names) {
    const { directory, bytes } = bundles[name];
    await run(directory);
    const runs = [];
    for (let count = 0; count < RUNS; count++) runs.push(await run(directory));
    const load = ascending(runs.map((each) => each.load));
    const whole = ascending(runs.map((each) => each.whole));
    loads.set(name, Math.round(median(load)));
    const times = [load[0] ?? Number.NaN, median(load), load.at(-1) ?? Number.NaN, median(whole)];
    console.log(`| ${name} | ${bytes} | ${times.map((time) => time.toFixed(0)).join(' | ')} |`);
  }
  if (names.includes('api')) {
    console.log('');
    held.push(show('bytes of api', bundles.api.bytes, TARGETS.bytes));
    // Told, but no reason to fail: a busy machine is slow.
    show('import of api, ms, median', loads.get('api') ?? Number.NaN, TARGETS.importMs);
  }
  process.exitCode = held.every(Boolean) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
