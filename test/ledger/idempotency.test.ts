import { connect } from 'node:net';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHandler } from '../../functions/api/handler.ts';
import { Config } from '../../shared/runtime/config.ts';
import { createDynamo, createS3 } from '../../shared/runtime/create-clients.ts';
import { createPool } from '../../shared/runtime/create-pool.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { HttpEvent } from '../../shared/runtime/http-stack.ts';
import { proxyPostgres } from '../support/proxy-postgres.ts';
import { serveTcp } from '../support/serve-tcp.ts';
import { type Services, startServices } from './support/start-services.ts';

const place = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test-secret' } };

let services: Services;
let base: Deps;
beforeAll(async () => {
  services = await startServices();
  const { protocol, hostname, port } = (await services.deps.s3.config.endpoint?.()) ?? {};
  const signingS3 = createS3(place, `${protocol}//${hostname}:${port}`);
  base = { ...services.deps, signingS3, signingKeys: async () => [] as never, ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
});
afterAll(() => services.stop());
afterEach(() => vi.useRealTimers());

/** How long a request is taken to be under way once nothing is heard of it. */
const REMAINING_MS = 1500;
const context = { getRemainingTimeInMillis: () => REMAINING_MS } as Context;

const post = async (deps: Deps, path: string, body: object, key?: string) => {
  const event = {
    headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
    requestContext: { requestId: 'r', http: { method: 'POST', path } },
    version: '2.0',
    body: JSON.stringify(body),
  } as unknown as HttpEvent;
  const answer = await createHandler(deps)(event, context);
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? 'null') };
};
const create = (deps: Deps, title: string, more: object = {}) =>
  post(deps, '/v1/medias', { title, ...more }, title.replaceAll(' ', '-'));

const countTitled = async (title: string): Promise<number> => {
  const { rows } = await base.database.query('select id from media where title = $1', [title]);
  return rows.length;
};

/** DynamoDB, until the call comes that a test names: then it hangs up. */
const dynamoWithout = async (action: string): Promise<{ dynamo: Deps['dynamo']; close: () => Promise<void> }> => {
  const { hostname, port } = (await base.dynamo.config.endpoint?.()) ?? {};
  const server = await serveTcp((socket) => {
    const upstream = connect(Number(port), hostname);
    upstream.on('error', () => socket.destroy()).pipe(socket);
    socket.on('close', () => upstream.destroy());
    socket.on('data', (bytes) => (bytes.includes(action) ? socket.resetAndDestroy() : upstream.write(bytes)));
  });
  const dynamo = createDynamo(place, server.url);
  return {
    dynamo,
    close: async () => {
      dynamo.destroy();
      await server.close();
    },
  };
};

describe('a creation whose process dies', () => {
  test('after the commit and before its answer is noted makes one media when it is repeated', async (test) => {
    const { dynamo, close } = await dynamoWithout('DynamoDB_20120810.UpdateItem');
    test.onTestFinished(close);
    const died = await create({ ...base, dynamo }, 'died', { size: 10 });
    expect(died).toMatchObject({ status: 503, body: { code: 'dependency_unavailable' } });
    expect(await countTitled('died')).toBe(1);

    expect((await create(base, 'died', { size: 10 })).body.code).toBe('request_in_progress');
    await expect.poll(async () => (await create(base, 'died', { size: 10 })).status, { timeout: 5000 }).toBe(201);
    const answer = await create(base, 'died', { size: 10 });
    expect(answer.body.upload.url).toContain(answer.body.id);
    expect(await countTitled('died')).toBe(1);
    expect((await post(base, '/v1/medias', { title: 'another' }, 'died')).body.code).toBe('idempotency_key_reused');
  });

  test('while it waits for the commit makes one media, whether or not that came to be', async (test) => {
    const proxy = await proxyPostgres(base.database.options.connectionString ?? '');
    const environment = {
      ...place,
      database: { kind: 'url', url: proxy.url } as const,
      databasePoolSize: 2,
      endpoints: {},
    };
    const database = await createPool(environment, new Logger({ logLevel: 'SILENT' }));
    test.onTestFinished(async () => {
      await database.end();
      await proxy.close();
    });
    proxy.cut('commit', 'reset');
    expect((await create({ ...base, database }, 'cut')).status).toBe(503);
    const again = await create({ ...base, database }, 'cut');
    expect(again.status).toBe(201);
    expect((await create(base, 'cut')).body).toEqual(again.body);
    expect(await countTitled('cut')).toBe(1);
  });
});

test('without the table of keys nothing is done', async (test) => {
  const { dynamo, close } = await dynamoWithout('DynamoDB_20120810.PutItem');
  test.onTestFinished(close);
  expect(await create({ ...base, dynamo }, 'no table')).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
    body: { code: 'dependency_unavailable' },
  });
  expect(await countTitled('no table')).toBe(0);
});

test('an answer is remembered with its status and headers for a day, and no longer', async () => {
  const first = await create(base, 'a day');
  expect(await create(base, 'a day')).toEqual(first);
  expect(first).toMatchObject({ status: 201, headers: { location: `/v1/medias/${first.body.id}` } });
  const pass = (ms: number): void => {
    vi.setSystemTime(Date.now() + ms);
    services.clock.now = new Date(services.clock.now.getTime() + ms);
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  pass(86_000_000);
  expect((await create(base, 'a day')).body).toEqual(first.body);
  pass(500_000);
  expect((await create(base, 'a day')).body.id).not.toBe(first.body.id);
});

test('so many medias may wait for their file, and the next is told to come later', async () => {
  await base.database.query('truncate media, rendition, task, event');
  const config = Config.parse({ upload: { maxOpen: 3 } });
  const deps = { ...base, config };
  for (const title of ['one', 'two', 'three']) expect((await post(deps, '/v1/medias', { title })).status).toBe(201);
  const refused = await post(deps, '/v1/medias', { title: 'four' });
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '60' }, body: { code: 'too_many_uploads' } });
  await base.database.query(`update media set status = 'Ready' where title = 'two'`);
  expect((await post(deps, '/v1/medias', { title: 'four' })).status).toBe(201);
});
