import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, it } from 'vitest';
import { createHandler } from '../../functions/keys/handler.ts';
import { createFrontServer, type FrontServerLimits } from '../../infra/local/http/create-front.ts';
import { listen } from '../../infra/local/http/listen.ts';
import { createObjectStore } from '../../infra/local/object-store/create-object-store.ts';
import { playbackFolder } from '../../shared/playback/playback-folder.ts';
import { createS3 } from '../../shared/runtime/create-clients.ts';
import { startTestHost } from './support/start-test-host.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { CREDENTIALS } from './support/test-queue.ts';
import { waitUntil } from './support/wait-until.ts';

const open = (test: Cleaning, port: number): Socket => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  test.onTestFinished(() => void socket.destroy());
  return socket;
};

/** The front's server with an object store behind it, and limits that a test can wait for. */
const startFront = async (test: Cleaning, limits: FrontServerLimits) => {
  const directory = await temporaryFolder(test);
  const store = await createObjectStore({
    directory,
    credentials: CREDENTIALS,
    region: 'us-east-1',
    buckets: ['media'],
  });
  const server: Server = createFrontServer(limits);
  server.on('request', (request, response) => {
    if (request.url === '/') response.end('here');
    else if (request.url !== '/hold') void store.handle(request, response);
  });
  const port = await listen(server, '127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  const s3 = createS3({ region: 'us-east-1', credentials: CREDENTIALS }, url);
  test.onTestFinished(async () => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
    await store.close();
  });
  return { port, url, s3 };
};

it('cuts callers whose headers trickle in, and serves on meanwhile, a slow upload too', async (test) => {
  const { port, url, s3 } = await startFront(test, { headersMs: 1500, lookMs: 200 });
  const size = 40;
  const put = new PutObjectCommand({ Bucket: 'media', Key: 'slow', ContentLength: size });
  const signed = new URL(await getSignedUrl(s3, put, { expiresIn: 60, signableHeaders: new Set(['content-length']) }));
  const upload = open(test, port);
  upload.write(
    `PUT ${signed.pathname}${signed.search} HTTP/1.1\r\nhost: ${signed.host}\r\ncontent-length: ${size}\r\n\r\n`,
  );

  let cut = 0;
  const trickling = Array.from({ length: 200 }, () => open(test, port).on('close', () => (cut += 1)));
  for (const socket of trickling) socket.write('GET / HTTP/1.1\r\nhost: a\r\n');
  for (let byte = 0; byte < size; byte++) {
    upload.write('x');
    for (const socket of trickling) if (!socket.destroyed) socket.write(`x-${byte}: a\r\n`);
    if (byte % 10 === 0) expect(await (await fetch(url)).text()).toBe('here');
    await sleep(80);
  }
  const [answer] = (await once(upload, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
  expect((await s3.send(new GetObjectCommand({ Bucket: 'media', Key: 'slow' }))).ContentLength).toBe(size);
  await waitUntil(() => cut === trickling.length, 5);
});

it('has so many connections and no more; whoever leaves makes room', async (test) => {
  const { port, url } = await startFront(test, { maxConnections: 20 });
  const sockets = Array.from({ length: 20 }, () => open(test, port));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const late = open(test, port);
  await once(late, 'close');
  for (const socket of sockets) socket.destroy();
  await waitUntil(async () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
});

it('cuts who is silent in the middle of a body', async (test) => {
  const { port } = await startFront(test, { idleMs: 500 });
  const silent = open(test, port);
  silent.resume().write('POST /hold HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf');
  await once(silent, 'close');
});

it('refuses headers and addresses that are too long', async (test) => {
  const { port, url } = await startFront(test, {});
  const long = await fetch(`${url}/${'a'.repeat(20_000)}`);
  expect(long.status).toBe(431);
  const headers = await fetch(url, { headers: { 'x-long': 'a'.repeat(20_000) } });
  expect(headers.status).toBe(431);
  const many = open(test, port);
  many.write(`GET / HTTP/1.1\r\nhost: a\r\n${'x: a\r\n'.repeat(10_000)}\r\n`);
  const [answer] = (await once(many, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 431 /);
});

it('a hundred viewers who pause do not take the connections by which work is done', async (test) => {
  const host = await startTestHost(test, { keys: createHandler });
  const media = 'med_0123456789abcdefghjkmnpqr';
  const Body = Buffer.alloc(20 * 1024 * 1024);
  await host.deps.s3.send(new PutObjectCommand({ Bucket: 'gilfoyle-media', Key: `${media}/video/1.m4s`, Body }));
  const address = new URL(`${(await playbackFolder(host.deps, { id: media, playbackGeneration: 0 })).url}/video/1.m4s`);
  let reading = 0;
  const viewers = Array.from({ length: 100 }, () => open(test, Number(address.port)));
  for (const viewer of viewers) {
    viewer.once('data', () => {
      viewer.pause();
      reading += 1;
    });
    viewer.write(`GET ${address.pathname} HTTP/1.1\r\nhost: ${address.host}\r\n\r\n`);
  }
  await waitUntil(() => reading === viewers.length, 30);
  const began = performance.now();
  await host.deps.s3.send(new PutObjectCommand({ Bucket: 'gilfoyle-media', Key: 'work', Body: 'done' }));
  expect(performance.now() - began).toBeLessThan(2000);
});

it.for(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'OPTIONS'])(
  'answers %s where nobody expects it',
  async (method, test) => {
    const { port } = await startFront(test, {});
    const socket = open(test, port);
    socket.write(`${method} /nothing/there HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 4\d\d /);
  },
);
