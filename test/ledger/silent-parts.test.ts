import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { transaction } from '../../shared/ledger/transaction.ts';
import { createDynamo, createS3, createSqs, createViewerS3 } from '../../shared/runtime/create-clients.ts';
import { createPool } from '../../shared/runtime/create-pool.ts';
import { isDependencyDown } from '../../shared/runtime/is-dependency-down.ts';
import {
  DATABASE_CONNECT_MS,
  DATABASE_STATEMENT_MS,
  DYNAMODB_CALL_MS,
  LONG_POLL_MS,
  S3_PUT_NOTICED_MS,
  S3_SILENCE_NOTICED_MS,
  SQS_CALL_MS,
  TRIES,
} from '../../shared/runtime/time-limits.ts';
import { proxyPostgres } from '../support/proxy-postgres.ts';
import { serveTcp } from '../support/serve-tcp.ts';

const place = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const object = { Bucket: 'media', Key: 'a' };
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\netag: "a"\r\n\r\n';

const serve = async (test: TestContext, answer: (socket: Parameters<Parameters<typeof serveTcp>[0]>[0]) => void) => {
  const server = await serveTcp(answer);
  test.onTestFinished(server.close);
  return server;
};

const message = (url: string) => ({ QueueUrl: `${url}/0/q`, ReceiptHandle: 'a', VisibilityTimeout: 1 });

/** How the call failed, and after how long. */
const failure = async (call: Promise<unknown>): Promise<{ error: unknown; ms: number }> => {
  const began = performance.now();
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - began };
};

const PAUSES_MS = 2500;

describe.concurrent('a server that takes the call and says nothing', () => {
  const ok = (body: string) =>
    `HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

  test.each([
    ['S3', S3_SILENCE_NOTICED_MS, '', (url: string) => createS3(place, url).send(new HeadObjectCommand(object))],
    [
      'S3, sent a segment',
      S3_PUT_NOTICED_MS,
      '',
      (url: string) => createS3(place, url).send(new PutObjectCommand({ ...object, Body: new Uint8Array(3_000_000) })),
    ],
    [
      'SQS',
      SQS_CALL_MS,
      '{}',
      (url: string) => createSqs(place, url).send(new ChangeMessageVisibilityCommand({ ...message(url) })),
    ],
    [
      'DynamoDB',
      DYNAMODB_CALL_MS,
      '{}',
      (url: string) => createDynamo(place, url).send(new GetCommand({ TableName: 'a', Key: { id: 'a' } })),
    ],
  ] as const)('%s is given up in time, and asked again', async (_what, limitMs, body, call) => {
    let calls = 0;
    const server = await serveTcp((socket) => {
      calls += 1;
      if (calls > 1) socket.once('data', () => socket.end(ok(body)));
    });
    const { error, ms } = await failure(call(server.url));
    await server.close();
    expect(error).toBeUndefined();
    expect(calls).toBe(2);
    expect(ms).toBeGreaterThan(limitMs / 2);
    expect(ms).toBeLessThan(limitMs + PAUSES_MS);
  });
});

describe.concurrent('S3', () => {
  test('that stops in the middle of an object is given up', async (test) => {
    const server = await serve(test, (socket) => socket.once('data', () => socket.write(`${OK}half`)));
    const { Body } = await createS3(place, server.url).send(new GetObjectCommand(object));
    const { error, ms } = await failure(Body?.transformToByteArray() ?? Promise.resolve());
    expect(isDependencyDown(error)).toBe(true);
    expect(ms).toBeLessThan(S3_SILENCE_NOTICED_MS + PAUSES_MS);
  });

  test('that breaks off in the middle of an object says so', async (test) => {
    const server = await serve(test, (socket) => socket.once('data', () => socket.end(`${OK}half`)));
    const { Body } = await createS3(place, server.url).send(new GetObjectCommand(object));
    expect(isDependencyDown((await failure(Body?.transformToByteArray() ?? Promise.resolve())).error)).toBe(true);
  });

  test('that is slow may take as long as it takes, while bytes come', async (test) => {
    const server = await serve(test, (socket) =>
      socket.once('data', async () => {
        socket.write(OK);
        for (let byte = 0; byte < 10; byte++) {
          await sleep(1000);
          socket.write('x');
        }
      }),
    );
    const { Body } = await createS3(place, server.url).send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe('x'.repeat(10));
  });

  test('gives a viewer who pauses the time that he takes', async (test) => {
    const server = await serve(test, (socket) =>
      socket.once('data', async () => {
        socket.write(`${OK}half.`);
        await sleep(S3_SILENCE_NOTICED_MS + 1000);
        socket.write('whole');
      }),
    );
    const { Body } = await createViewerS3(place, server.url, 10).send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe('half.whole');
  });

  test('is asked again after a reset, and after an answer of 503', async (test) => {
    let calls = 0;
    const server = await serve(test, (socket) =>
      socket.once('data', () => {
        calls += 1;
        if (calls === 1) socket.resetAndDestroy();
        else if (calls === 2) socket.end('HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\n\r\n');
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\netag: "a"\r\n\r\n');
      }),
    );
    const put = new PutObjectCommand({ ...object, Body: new Uint8Array(1000) });
    expect(await createS3(place, server.url).send(put)).toMatchObject({ ETag: '"a"' });
    expect(calls).toBe(TRIES);
  });
});

test.concurrent('a long poll is not cut', async (test) => {
  const server = await serve(test, (socket) =>
    socket.once('data', async () => {
      // Longer than any other call may take.
      await sleep(SQS_CALL_MS + 2000);
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 2\r\n\r\n{}');
    }),
  );
  const poll = new ReceiveMessageCommand({ QueueUrl: `${server.url}/0/q`, WaitTimeSeconds: 20 });
  const answer = await createSqs(place, server.url).send(poll, { requestTimeout: LONG_POLL_MS });
  expect(answer.$metadata.attempts).toBe(1);
});

describe.concurrent('PostgreSQL', () => {
  const connect = async (test: TestContext, url: string) => {
    const environment = { ...place, database: { kind: 'url', url } as const, databasePoolSize: 2, endpoints: {} };
    const pool = await createPool(environment, new Logger({ logLevel: 'SILENT' }));
    test.onTestFinished(() => pool.end());
    return pool;
  };
  const startProxy = async (test: TestContext) => {
    const proxy = await proxyPostgres(inject('postgresUrl'));
    test.onTestFinished(proxy.close);
    return proxy;
  };

  test('that says nothing to a new connection is given up', async (test) => {
    const server = await serve(test, () => undefined);
    const pool = await connect(test, `postgres://a:b@127.0.0.1:${server.port}/c`);
    const { error, ms } = await failure(pool.query('select 1'));
    expect(isDependencyDown(error)).toBe(true);
    expect(ms).toBeLessThan(DATABASE_CONNECT_MS + PAUSES_MS);
  });

  test('that falls silent in the middle of a transaction is given up, and used again when it is back', async (test) => {
    const proxy = await startProxy(test);
    const pool = await connect(test, proxy.url);
    const work = transaction(pool, async (client) => {
      proxy.set('silent');
      await client.query('select 1');
    });
    const { error, ms } = await failure(work);
    expect(isDependencyDown(error)).toBe(true);
    // No second wait for the answer to a rollback.
    expect(ms).toBeLessThan(DATABASE_STATEMENT_MS + PAUSES_MS);
    proxy.set('pass');
    expect((await transaction(pool, (client) => client.query('select 1 as one'))).rows).toEqual([{ one: 1 }]);
  });

  test('whose connection breaks in the middle of a transaction', async (test) => {
    const proxy = await startProxy(test);
    const pool = await connect(test, proxy.url);
    proxy.cut('select 1', 'reset');
    const { error } = await failure(transaction(pool, (client) => client.query('select 1')));
    expect(isDependencyDown(error)).toBe(true);
    expect((await transaction(pool, (client) => client.query('select 1 as one'))).rows).toEqual([{ one: 1 }]);
  });
});
