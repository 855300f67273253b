import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEPT_WARM } from '../../infra/aws/aws-topology.ts';
import type { Bundle } from '../../infra/aws/bundle/bundle.ts';
import { bundleFunctions } from '../../infra/aws/bundle/bundle-functions.ts';
import { sqsEvent } from '../../infra/event-source/sqs-event.ts';
import { localQueueArn, localQueueName } from '../../infra/local/local-names.ts';
import { type RunningPostgres, startPostgres } from '../../infra/local/postgres.ts';
import { FUNCTIONS, type FunctionName } from '../../infra/topology.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { readAdminKey } from '../support/read-admin-key.ts';
import { workerVariables } from '../support/worker-variables.ts';
import { serveCloudFormation } from './support/serve-cloudformation.ts';
import { startBundle } from './support/start-bundle.ts';
import { ROOT } from './support/start-process.ts';
import { startTestHost } from './support/start-test-host.ts';
import type { Cleaning } from './support/temporary-folder.ts';

const config = { ...DEFAULT_CONFIG, limits: { ...DEFAULT_CONFIG.limits, maxStreams: 63 } };
const DEAD_DATABASE = 'postgres://nobody@127.0.0.1:9/nothing';

let folder: string;
let bundles: Readonly<Record<FunctionName, Bundle>>;
let postgres: RunningPostgres;
let admin: Pool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-bundles-'));
  [bundles, postgres] = await Promise.all([
    bundleFunctions({ config, directory: join(folder, 'functions') }),
    startPostgres({ directory: join(folder, 'postgres') }),
  ]);
  admin = new Pool({ connectionString: postgres.url, max: 1 });
});
afterAll(async () => {
  await admin?.end();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const createDatabase = async (name: string): Promise<string> => {
  await admin.query(`create database ${name}`);
  return Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
};

/** The environment of a Lambda whose services are those of a host on this machine. */
const lambdaVariables = async (test: Cleaning, database: string): Promise<Record<string, string>> => {
  const { deps } = await startTestHost(test);
  const dynamo = await deps.dynamo.config.endpoint?.();
  return {
    ...(await workerVariables(deps)),
    AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamo?.hostname}:${dynamo?.port}`,
    DATABASE_URL: database,
    LOG_TO_STDERR: 'true',
  };
};

describe('a function that deployments run', () => {
  const start = (test: Cleaning, variables: Record<string, string>) =>
    startBundle(test, bundles.migrate.directory, 'gilfoyle-migrate', variables);

  it('makes the tables, tells CloudFormation, and has nothing to do the next time', async (test) => {
    const database = await createDatabase('deployed');
    const migrate = await start(test, await lambdaVariables(test, database));
    const { event, answers } = await serveCloudFormation(test, { failures: 1 });
    await migrate.invoke(event('Create'));
    await migrate.invoke(event('Update'));
    const { StackId } = event('Create');
    const done = (RequestId: string) => ({
      method: 'PUT',
      contentType: undefined,
      body: { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId: 'Migration', PhysicalResourceId: 'Migration' },
    });
    expect(answers).toEqual([done('request-Create'), done('request-Update')]);
    const pool = new Pool({ connectionString: database });
    const { rows } = await pool.query('select name from migration where done_at is not null order by name');
    await pool.end();
    expect(rows.map(({ name }) => name)).toEqual((await readdir(join(bundles.migrate.directory, 'migrations'))).sort());
  });

  it('says in one sentence why it failed, and where to read more', async (test) => {
    const variables = await lambdaVariables(test, DEAD_DATABASE);
    const { event, answers } = await serveCloudFormation(test);
    const migrate = await start(test, variables);
    await migrate.invoke(event('Create'));
    await (await start(test, { ...variables, MEDIA_BUCKET: '' })).invoke(event('Update'));
    expect(answers.map(({ body: { Status, Reason } }) => [Status, Reason])).toEqual([
      ['FAILED', 'gilfoyle-migrate: connect ECONNREFUSED 127.0.0.1:9 (log stream 2026/01/01/[$LATEST]0123)'],
      ['FAILED', expect.stringMatching(/^gilfoyle-migrate: The environment is not as it should be: MEDIA_BUCKET/)],
    ]);
    // By source maps.
    expect(migrate.stderr()).toMatch(/shared\/ledger\/migrate\.ts:\d+/);
    await expect(migrate.invoke({})).rejects.toThrow('ECONNREFUSED');
  });

  it('answers before its time is up', async (test) => {
    const silent = createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    test.onTestFinished(() => void silent.close());
    const address = silent.address() as { port: number };
    const variables = await lambdaVariables(test, `postgres://nobody@127.0.0.1:${address.port}/nothing`);
    const { event, answers } = await serveCloudFormation(test);
    await (await start(test, variables)).invoke(event('Create'), 11_000);
    expect(answers[0]?.body.Reason).toMatch(/^gilfoyle-migrate: it was not done after 1 s/);
  });

  it('leaves everything as it is when the stack is deleted', async (test) => {
    const { event, answers } = await serveCloudFormation(test);
    const migrate = await start(test, await lambdaVariables(test, DEAD_DATABASE));
    await migrate.invoke(event('Delete'));
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'Migration' });
  });
});

it('the API answers from its bundle', async (test) => {
  const variables = await lambdaVariables(test, await createDatabase('api'));
  await (await startBundle(test, bundles.migrate.directory, 'migrate', variables)).invoke({});
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = variables;
  const adminKey = await readAdminKey({
    endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: variables.AWS_REGION ?? '',
    credentials: { accessKeyId, secretAccessKey },
    table: variables.IDEMPOTENCY_TABLE ?? '',
  });
  const api = await startBundle(test, bundles.api.directory, 'api', variables);
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await api.invoke({
      version: '2.0',
      rawPath: path,
      headers: {
        authorization: `Bearer ${adminKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      requestContext: { requestId: 'request', http: { method, path, sourceIp: '192.0.2.1' } },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { statusCode, body: text = '' } = answer as { statusCode: number; body?: string };
    return { status: statusCode, text, json: () => JSON.parse(text) };
  };
  const media = { title: 'From a bundle', size: 1000 };
  const key = { 'idempotency-key': 'once' };
  const created = await send('POST', '/v1/medias', media, key);
  expect(created.status, created.text).toBe(201);
  expect((await send('POST', '/v1/medias', media, key)).text).toBe(created.text);
  const { id, upload } = created.json();
  expect(upload).toMatchObject({ method: 'PUT', url: expect.stringContaining(`/${id}/original?`) });
  expect((await send('GET', `/v1/medias/${id}`)).json()).toMatchObject({ id, status: 'AwaitingUpload' });

  // In parts: what S3 says of them is XML, read by descriptions that the bundle holds only a part of.
  const large = (await send('POST', '/v1/medias', { title: 'Large', size: 70 * 1024 * 1024 })).json();
  const [part] = large.upload.parts;
  const body = new Uint8Array(large.upload.partSize);
  const stored = await fetch(part.url, { method: 'PUT', body });
  expect(stored.status, await stored.text()).toBe(200);
  const { parts } = (await send('GET', `/v1/medias/${large.id}/upload/parts`)).json();
  expect(parts).toMatchObject([{ partNumber: 1, size: body.length, etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) }]);
  expect((await send('DELETE', `/v1/medias/${large.id}/upload`)).status).toBe(204);

  const health = await send('GET', '/healthz');
  expect(health.status, health.text).toBe(200);
  expect((await send('GET', '/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
  expect((await send('GET', '/docs')).text).toContain('<!doctype html>');
});

it.for(['record', 'ingest'] as const)('%s gives garbage back, message by message', async (name, test) => {
  const variables = await lambdaVariables(test, DEAD_DATABASE);
  const bundle = await startBundle(test, bundles[name].directory, name, variables);
  const messages = ['not JSON', '{"Records":[{}]}'].map((Body, i) => ({
    MessageId: `message-${i}`,
    ReceiptHandle: 'handle',
    Body,
  }));
  expect(await bundle.invoke(sqsEvent(messages, localQueueArn(localQueueName(name))))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-1' }],
  });
});

it.for(KEPT_WARM)('%s has nothing to do when it is called to be kept warm', async (name, test) => {
  const variables = await lambdaVariables(test, DEAD_DATABASE);
  const bundle = await startBundle(test, bundles[name].directory, name, variables);
  expect(await bundle.invoke({ Records: [] })).toEqual({ batchItemFailures: [] });
});

const readFolder = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path.slice(directory.length), await readFile(path, 'latin1')] as const),
    ),
  );
};

describe('bundles', () => {
  it('are there for every function, with the settings in them', async () => {
    expect(Object.keys(bundles).sort()).toEqual(Object.keys(FUNCTIONS).sort());
    const { directory, bytes } = bundles.api;
    const files = await readFolder(directory);
    expect(files.get('/index.mjs')).toContain('maxStreams:63');
    const code = [...files].filter(([name]) => name.endsWith('.mjs'));
    expect(code.reduce((sum, [, text]) => sum + text.length, 0)).toBe(bytes);
    // What tells the edge, with its signatures, is a piece of its own, which only a revocation loads.
    expect(bytes).toBeLessThan(1_100_000);
    expect(files.get('/index.mjs')).not.toContain('CloudFrontKeyValueStore');
  });

  it('are the same bytes every time, and know nothing of the folder they were made in', async () => {
    const again = await bundleFunctions({ config, directory: join(folder, 'again'), names: ['api', 'migrate'] });
    for (const name of ['api', 'migrate'] as const) {
      const files = await readFolder(again[name].directory);
      expect(files).toEqual(await readFolder(bundles[name].directory));
      expect([...files.values()].filter((text) => text.includes(ROOT) || text.includes(folder))).toEqual([]);
    }
  });

  it('map back to our own sources, and to nothing else', async () => {
    const map = JSON.parse(await readFile(join(bundles.api.directory, 'index.mjs.map'), 'utf8'));
    expect(map.sources).toContain('../../shared/runtime/create-deps.ts');
    expect(map.sources.filter((source: string) => source.includes('node_modules'))).toEqual([]);
    expect(map.sourcesContent).toBeUndefined();
  });
});
