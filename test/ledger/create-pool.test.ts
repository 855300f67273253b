import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Pool } from 'pg';
import { beforeAll, expect, inject, test } from 'vitest';
import { createPool } from '../../shared/runtime/create-pool.ts';
import type { DatabaseAddress } from '../../shared/runtime/database-address.ts';

const url = inject('postgresUrl');
const logger = new Logger({ logLevel: 'SILENT' });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const connect = (database: DatabaseAddress | undefined, secretsManager = 'http://127.0.0.1:9') =>
  createPool(
    {
      ...(database ? { database } : {}),
      databasePoolSize: 2,
      region: 'us-east-1',
      credentials,
      endpoints: { secretsManager },
    },
    logger,
  );

/** Secrets Manager's protocol, as far as one call needs it. */
const serveSecret = async (answer: { readonly status: number; readonly body: object }) => {
  const server = createServer((request, response) => {
    const isKnown = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    response.writeHead(isKnown ? answer.status : 404, { 'content-type': 'application/x-amz-json-1.1' });
    request.resume().once('end', () => response.end(JSON.stringify(answer.body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
};

const end = (pool: Pool) => pool.end();

test('a secret says where the database is', async ({ onTestFinished }) => {
  const secrets = await serveSecret({ status: 200, body: { Name: 'database', SecretString: url } });
  onTestFinished(() => void secrets.close());
  const pool = await connect({ kind: 'secret', secret: 'database' }, secrets.endpoint);
  onTestFinished(() => end(pool));
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a secret that cannot be used is named', async ({ onTestFinished }) => {
  const body = { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." };
  const missing = await serveSecret({ status: 400, body });
  onTestFinished(() => void missing.close());
  await expect(connect({ kind: 'secret', secret: 'database' }, missing.endpoint)).rejects.toThrow(
    /^The secret database, .* can't find the specified secret/,
  );
  const odd = await serveSecret({ status: 200, body: { SecretString: '{"username":"admin"}' } });
  onTestFinished(() => void odd.close());
  await expect(connect({ kind: 'secret', secret: 'database' }, odd.endpoint)).rejects.toThrow(/begins with postgres/);
});

test('a function without a database hears why', async () => {
  const pool = await connect(undefined);
  await expect(pool.query('select 1')).rejects.toThrow('This function was given no database');
});

test('IAM never goes without TLS', async ({ onTestFinished }) => {
  const { hostname: host, port } = new URL(url);
  const pool = await connect({
    kind: 'iam',
    service: 'rds',
    host,
    port: Number(port),
    user: 'gilfoyle',
    name: 'postgres',
  });
  onTestFinished(() => end(pool));
  await expect(pool.query('select 1')).rejects.toThrow('The server does not support SSL connections');
});

/** What Aurora DSQL does to the first statement of a connection after tables were changed. */
const REFUSE_ONCE = `create or replace function refuse_once() returns text language plpgsql as $$
begin
  if nextval('refusals') = 1 then
    raise exception 'schema has been updated by another transaction (OC001)' using errcode = '40001';
  end if;
  return 'done';
end $$`;

let pool: Pool;
beforeAll(async () => {
  pool = await connect({ kind: 'url', url });
  await pool.query('create sequence if not exists refusals');
  await pool.query(REFUSE_ONCE);
  return () => end(pool);
});

test('a statement of its own that was refused is done again', async () => {
  expect((await pool.query('select refuse_once() as answer')).rows).toEqual([{ answer: 'done' }]);
  expect((await pool.query("select nextval('refusals') as calls")).rows).toEqual([{ calls: '3' }]);
});
