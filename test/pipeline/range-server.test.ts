import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { refuseElsewhere } from '../../shared/encoding/judge-reading.ts';
import { collectOutput } from '../../shared/encoding/run-program.ts';
import { type ServedSource, serveSource } from '../../shared/encoding/serve-source.ts';
import { sourceExists } from '../../shared/encoding/source-exists.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { storeBytes } from './hostile/support/judge-source.ts';

const pipeline = usePipeline();

const BYTES = Buffer.from(Array.from({ length: 1_500_000 }, (_, i) => (i * 7919 + (i >> 8)) % 256));

const served: ServedSource[] = [];
afterEach(async () => {
  for (const source of served.splice(0)) await source.close();
});
const serve = async (s3: S3Client = pipeline.store.s3): Promise<ServedSource> => {
  const source = await serveSource(s3, await storeBytes(pipeline, BYTES));
  served.push(source);
  return source;
};

describe('the range server admits nothing but its secret address', () => {
  const ask = (url: string, init: RequestInit = {}) => fetch(url, init).then(({ status }) => status);

  it('the source, whole, in part, and its length', async () => {
    const { url, refusals } = await serve();
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(BYTES)).toBe(true);
    const part = await fetch(url, { headers: { range: 'bytes=1000000-1000009' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 1000000-1000009/1500000');
    expect(Buffer.from(await part.arrayBuffer()).equals(BYTES.subarray(1_000_000, 1_000_010))).toBe(true);
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('1500000');
    expect(refusals()).toEqual({ count: 0, first: undefined });
  });

  it.each(['bytes=-5', 'bytes=5-4', 'bytes=1500000-', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=0-99999999999999999999'])(
    'range %s: 416',
    async (range) => {
      const { url } = await serve();
      expect(await ask(url, { headers: { range } })).toBe(416);
    },
  );

  it('another path or method is refused and counted', async () => {
    const { url, refusals } = await serve();
    expect(await ask(new URL('/', url).href)).toBe(404);
    expect(await ask(`${url}x`)).toBe(404);
    expect(await ask(url, { method: 'PUT', body: 'x' })).toBe(405);
    expect(refusals()).toEqual({ count: 3, first: 'GET /' });
  });

  it('as a proxy it opens no way out', async () => {
    const { url, refusals } = await serve();
    const { port } = new URL(url);
    const asked = request({ port, path: 'http://169.254.169.254/latest/meta-data/', headers: { host: 'x' } }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(404);
    answer.resume();
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n');
    const [head] = (await once(socket, 'data')) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 403 /);
    expect(refusals().count).toBe(2);
  });

  it('even an ffmpeg that may follow references gets nowhere, and is found out', async () => {
    let visitors = 0;
    const elsewhere = createServer();
    elsewhere.on('connection', () => visitors++).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as { port: number };
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:${port}/a.ts\n#EXTINF:9,\nhttp://169.254.169.254/b.ts\n#EXT-X-ENDLIST\n`;
    const source = await serveSource(pipeline.store.s3, await storeBytes(pipeline, Buffer.from(playlist)));
    served.push(source);
    await collectOutput(PROGRAMS.ffprobe, ['-protocol_whitelist', 'http,tcp', '-f', 'hls', source.url], {
      limits: { cpuSeconds: 10, memoryBytes: 1024 ** 3 },
      url: source.url,
      maxBytes: 1e6,
    });
    elsewhere.close();
    expect(visitors).toBe(0);
    expect(refuseElsewhere(source)).toMatchObject({
      failure: { code: 'unsupported_format' },
      detail: expect.stringContaining(`GET http://127.0.0.1:${port}/a.ts`),
    });
  });
});

describe('a store that is out of order', () => {
  /** The real store behind a door that treats the first reads as it is told. */
  const serveThrough = async (
    ...treatments: readonly ('500' | '503' | 'reset' | 'truncate' | 'stall')[]
  ): Promise<ServedSource> => {
    const left = [...treatments];
    const { s3 } = pipeline.store;
    const endpoint = await s3.config.endpoint?.();
    const door: Server = createServer((asked, answer) => {
      const treatment = asked.method === 'GET' ? left.shift() : undefined;
      if (treatment === '500' || treatment === '503') {
        answer.writeHead(Number(treatment)).end();
        return;
      }
      if (treatment === 'reset') {
        asked.socket.destroy();
        return;
      }
      const { method, headers, url: path } = asked;
      const onwards = request({ port: endpoint?.port, method, headers, path }, (found) => {
        answer.writeHead(found.statusCode ?? 500, found.headers);
        if (treatment === 'stall') found.once('data', (piece: Buffer) => answer.write(piece.subarray(0, 1000)));
        else if (treatment !== 'truncate') found.pipe(answer);
        else found.once('data', (piece: Buffer) => answer.write(piece.subarray(0, 1000), () => asked.socket.destroy()));
      });
      asked.pipe(onwards);
    });
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
    const { port } = door.address() as { port: number };
    const client = new S3Client({
      ...{ endpoint: `http://127.0.0.1:${port}`, forcePathStyle: true, region: 'us-east-1', maxAttempts: 1 },
      requestHandler: { socketTimeout: 200 },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test-secret' },
    });
    closeLater.push(() => {
      client.destroy();
      door.closeAllConnections();
      door.close();
    });
    return serve(client);
  };
  const closeLater: (() => void)[] = [];
  afterEach(() => {
    for (const close of closeLater.splice(0)) close();
  });

  it('fails, breaks off, is cut short and falls silent now and then: the reader notices nothing', async () => {
    const source = await serveThrough('503', 'reset', 'truncate', 'stall', '500', 'truncate');
    expect(Buffer.from(await (await fetch(source.url)).arrayBuffer()).equals(BYTES)).toBe(true);
    expect(source.failure()).toBeUndefined();
  });

  it('fails again and again: the reader is cut off, and the reason is known', async () => {
    const source = await serveThrough(...Array.from({ length: 20 }, () => '503' as const));
    await expect(fetch(source.url).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    expect(source.failure()).toMatchObject({ $metadata: { httpStatusCode: 503 } });
  });

  it('has another version of the source: that is final at once', async () => {
    const { store } = pipeline;
    const stored = await storeBytes(pipeline, BYTES);
    expect(await sourceExists(store.s3, stored)).toBe(true);
    const replaced = { ...stored, etag: '"another"' };
    const source = await serveSource(store.s3, replaced);
    served.push(source);
    const since = performance.now();
    await expect(fetch(source.url).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    expect(performance.now() - since).toBeLessThan(200);
    expect(source.failure()).toMatchObject({ $metadata: { httpStatusCode: 412 } });
    expect(await sourceExists(store.s3, replaced)).toBe(false);
    expect(await sourceExists(store.s3, { ...stored, key: 'none/original' })).toBe(false);
    await expect(
      store.s3.send(new GetObjectCommand({ Bucket: stored.bucket, Key: stored.key })),
    ).resolves.toBeDefined();
  });
});
