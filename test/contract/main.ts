import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from '../acceptance/support/service.ts';
import { installPython } from '../support/install-python.ts';
import { run } from '../support/run-group.ts';

/**
 * `npm run test:contract [-- --seed N] [--examples N]`: schemathesis makes requests of the contract that a running service gives
 * out, right ones and wrong ones, one by one and in sequences, and holds every answer to it.
 */
const PYTHON = { folder: 'contract/python', requirements: 'test/contract/requirements.txt' };
const CONFIG = new URL('schemathesis.toml', import.meta.url).pathname;
const LONGEST_SECONDS = 900;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, examples: { type: 'string', default: '50' } },
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

const programs = await installPython(PYTHON, stopping.signal);
const service = await startService();
try {
  await run(
    join(programs, 'schemathesis'),
    [
      ...['--config-file', CONFIG, 'run', `${service.url}/openapi.json`],
      ...['--seed', values.seed, '--max-examples', values.examples, '--no-color'],
    ],
    { seconds: LONGEST_SECONDS, signal: stopping.signal, show: true },
  );
} finally {
  await service.stop();
}
