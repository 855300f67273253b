import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startPostgres } from '../../infra/local/postgres.ts';
import { installPython } from '../support/install-python.ts';
import { readAdminKey } from '../support/read-admin-key.ts';
import { run } from '../support/run-group.ts';
import { awsEnvironment, cleanEnvironment, REGION } from './support/aws-environment.ts';
import { cloudFolder } from './support/cloud-folder.ts';
import { bootstrap, deploy } from './support/deploy.ts';
import { leadToEmulator } from './support/lead-to-emulator.ts';
import { missingPermissions } from './support/missing-permissions.ts';
import { EMULATOR_LOG, startEmulator } from './support/start-emulator.ts';

/**
 * `npm run test:cloud`: the real deployment, made by the real CLI in an emulator of AWS on this machine, then driven from
 * outside. The functions run from their own bundles with the real ffmpeg layer; the database is a real PostgreSQL.
 */
const ROOT = new URL('../../', import.meta.url).pathname;
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
/** The emulator, and the checker of templates. */
const PYTHON = { folder: 'cloud/python', requirements: 'test/cloud/emulator/requirements.txt' };
const SECRET = 'gilfoyle/database';
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** The defaults, but for what the emulator has no room for: all encoders of this machine share its cores. */
const SETTINGS = {
  aws: {
    architecture: ARCHITECTURE,
    database: { kind: 'url', secret: SECRET },
    heavyWorker: { kind: 'off' },
    encoder: { concurrency: 2 },
  },
};

const began = performance.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const start = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
};

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

const lastComplaints = async (): Promise<string> => {
  const lines = (await readFile(EMULATOR_LOG, 'utf8').catch(() => '')).split('\n');
  const complaints = lines.filter((line) => /ERROR|WARN/.test(line)).slice(-MAX_COMPLAINTS);
  return complaints.map((line) => line.slice(0, MAX_COMPLAINT_LENGTH)).join('\n');
};
const MAX_COMPLAINTS = 20;
const MAX_COMPLAINT_LENGTH = 600;

/** What was started, to be ended in the opposite order whatever happens. */
const ends: (() => Promise<unknown>)[] = [];

const test = async ({ signal }: AbortController): Promise<void> => {
  const folder = cloudFolder(await mkdtemp(join(tmpdir(), 'gilfoyle-cloud-')));
  ends.push(() => rm(folder.path, { recursive: true, force: true }));
  await writeFile(folder.settings, JSON.stringify(SETTINGS));

  const programs = await step('the emulator is installed', () => installPython(PYTHON, signal));
  await step('ffmpeg’s layer is built', () =>
    run(process.execPath, ['infra/ffmpeg/build-layer.ts', '--architecture', ARCHITECTURE], {
      seconds: 3600,
      signal,
      show: true,
    }),
  );
  const postgres = await step('PostgreSQL runs', () =>
    startPostgres({ directory: folder.postgres, maxConnections: 200 }),
  );
  ends.push(postgres.stop);
  const emulator = await step('the emulator runs', () => startEmulator(programs, folder, REGION, signal));
  ends.push(emulator.stop);
  for (const workAround of emulator.workArounds) say(`  work-around: ${workAround}`);
  const { endpoint, port } = emulator;
  const way = await leadToEmulator(port);
  ends.push(way.close);
  say(
    '  work-around: names of CloudFront and of the API are known to no resolver: tests reach them by a proxy and a path',
  );

  const aws = awsEnvironment(endpoint, folder);
  const credentials = { accessKeyId: aws.AWS_ACCESS_KEY_ID, secretAccessKey: aws.AWS_SECRET_ACCESS_KEY };
  const secrets = new SecretsManagerClient({ endpoint, region: REGION, credentials });
  await secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString: postgres.url }));
  await step('cdk bootstrap', () => bootstrap({ endpoint, folder, signal }));
  const { apiUrl, adminKeyTable } = await step('cdk deploy --all', () => deploy({ endpoint, folder, signal }));

  const environment = {
    ...cleanEnvironment(),
    ...aws,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    BASE_URL: apiUrl,
    API_KEY: await readAdminKey({ endpoint, region: REGION, credentials, table: adminKeyTable }),
    CLOUD_TEST_PROGRAMS: programs,
    NODE_USE_ENV_PROXY: '1',
    HTTPS_PROXY: way.url,
    // ffmpeg's own.
    http_proxy: way.url,
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
  const vitest = [VITEST, 'run', '--config', 'test/cloud/vitest.config.ts', ...process.argv.slice(2)];
  try {
    await run(process.execPath, vitest, { seconds: 2400, signal, show: true, env: environment });
  } finally {
    // Not all that a function is refused can be seen from outside.
    const missing = await missingPermissions();
    say(`permissions that functions lacked: ${missing.join(', ') || 'none'}`);
    if (missing.length > 0) process.exitCode = 1;
  }
};

try {
  await test(stopping);
} catch (error) {
  const { reason } = stopping.signal;
  say(String(reason ?? error));
  if (!reason)
    say(`What the emulator and the functions said:\n${await lastComplaints()}\n(all of it: ${EMULATOR_LOG})`);
  process.exitCode = 1;
} finally {
  for (const end of ends.reverse()) await end().catch((error: unknown) => say(`${error}`));
  say(`test:cloud took ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
