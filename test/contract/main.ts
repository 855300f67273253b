import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startService } from '../acceptance/support/service.ts';
import { installPython } from '../support/install-python.ts';
import { run } from '../support/run-group.ts';
import { makeMedias } from './make-medias.ts';

/**
 * `npm run test:contract [-- --seed N] [--examples N]`: schemathesis makes requests of the contract that a running service gives
 * out, right ones and wrong ones, one by one and in sequences, and holds every answer to it. It has the first key, and also tries
 * without; half of its requests are about medias that there are.
 */
const PYTHON = { folder: 'contract/python', requirements: 'test/contract/requirements.txt' };
const CONFIG = new URL('schemathesis.toml', import.meta.url);
const LONGEST_SECONDS = 300;
/** Streams of events wait for twenty seconds when there is none. */
const STREAMS = ['streamFeed', 'streamEvents'];
const LATER = ['revokeKey', ...STREAMS];

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, examples: { type: 'string', default: '50' } },
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

const programs = await installPython(PYTHON, stopping.signal);
const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-contract-'));
const key = `gk_${randomBytes(32).toString('base64url')}`;
const authorization = `Bearer ${key}`;
const service = await startService({ GILFOYLE_ADMIN_KEY: key, GILFOYLE_ACCESS__REQUESTS_PER_SECOND: '0' });
try {
  const config = join(folder, 'schemathesis.toml');
  const medias = `\n[dictionaries.medias]\nvalues = ${JSON.stringify(await makeMedias(service.url, key))}\n`;
  await writeFile(config, `${await readFile(CONFIG, 'utf8')}${medias}`);
  const tryOut = (...operations: readonly string[]) =>
    run(
      join(programs, 'schemathesis'),
      [
        ...['--config-file', config, 'run', `${service.url}/openapi.json`, ...operations],
        ...['--seed', values.seed, '--max-examples', values.examples, '--no-color'],
        ...['--header', `Authorization: ${authorization}`],
      ],
      { seconds: LONGEST_SECONDS, signal: stopping.signal, show: true },
    );
  await tryOut(...LATER.flatMap((id) => ['--exclude-operation-id', id]));
  // Without it there would have been little to see.
  const { status } = await fetch(`${service.url}/v1/access`, { headers: { authorization } });
  if (status !== 200) throw new Error(`The key that all was asked with was answered ${status} in the end`);
  // It may find the id of its own key and revoke that, so this comes last.
  await tryOut('--include-operation-id', 'revokeKey', '--include-operation-id', 'createKey');
} finally {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}
