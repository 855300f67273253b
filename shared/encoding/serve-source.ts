import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SourceObject } from '../media/task.ts';
import { admitRequest } from './admit-request.ts';
import { readBlock } from './read-block.ts';

export interface ServedSource {
  /** What ffmpeg opens. Known to nobody else: the path is a secret of this task. */
  readonly url: string;
  /** Bytes read from the object so far. */
  readonly bytesRead: () => number;
  /** When the source was last seen to be there, as `performance.now()` counts; at first, never. */
  readonly lastReadAt: () => number;
  /** Time during which somebody waited for the store. */
  readonly waitedSeconds: () => number;
  /** Why the source could not be read, if that happened: ffmpeg itself only sees a broken connection. */
  readonly failure: () => Error | undefined;
  /** Requests for anything but the source: the first of them, and how many there were. */
  readonly refusals: () => { readonly count: number; readonly first: string | undefined };
  readonly close: () => Promise<void>;
}

/** First read after a seek: enough for headers. Doubled up to the last one while reading goes on. */
const FIRST_BLOCK_BYTES = 256 * 1024;
const LAST_BLOCK_BYTES = 4 * 1024 * 1024;

/** Two programs at once read a source, each over one connection and a second one while it seeks. Each holds two blocks. */
const MAX_CONNECTIONS = 8;

/**
 * The only thing that ffmpeg can reach: a loopback HTTP server for one source object, which is its HTTP proxy as well. It
 * answers range requests by reading the pinned version in blocks, one block ahead, so a seek wastes little and memory
 * stays flat; a store that fails now and then is not noticed by ffmpeg.
 */
export const serveSource = async (s3: S3Client, source: SourceObject, signal?: AbortSignal): Promise<ServedSource> => {
  const stopping = new AbortController();
  const stopped = signal ? AbortSignal.any([stopping.signal, signal]) : stopping.signal;
  const refusals: { count: number; first: string | undefined } = { count: 0, first: undefined };
  let bytesRead = 0;
  let lastReadAt = Number.NEGATIVE_INFINITY;
  let waitedMs = 0;
  let failure: Error | undefined;
  let url = '';

  const stream = async (response: ServerResponse, start: number, end: number): Promise<void> => {
    const gone = new AbortController();
    const closed = new Promise<void>((resolve) => {
      response.once('close', resolve);
    }).then(() => gone.abort());
    const abort = AbortSignal.any([gone.signal, stopped]);
    const blocks = blockRanges(start, end);
    const nextBuffer = takeInTurns();
    const readNext = (): Promise<Uint8Array> | undefined => {
      const next = blocks.next();
      if (next.done) return undefined;
      const askedAt = performance.now();
      const reading = readBlock(s3, source, next.value, abort, nextBuffer(next.value));
      const noteRead = (): void => {
        lastReadAt = Math.max(lastReadAt, askedAt);
      };
      reading.then(noteRead, () => {}); // handled where it is awaited, which may be after it fails
      return reading;
    };
    try {
      for (let reading = readNext(); reading; ) {
        const since = performance.now();
        const bytes = await reading.finally(() => {
          waitedMs += performance.now() - since;
        });
        bytesRead += bytes.byteLength;
        reading = readNext();
        await Promise.race([write(response, bytes), closed]);
        gone.signal.throwIfAborted();
      }
      response.end();
    } catch (error) {
      if (!abort.aborted) failure = error instanceof Error ? error : new Error(String(error));
      response.destroy();
    }
  };

  const noteRefusal = (what: string): void => {
    refusals.count++;
    refusals.first ??= what.slice(0, 200);
  };

  const server = createServer((request, response) => {
    const admission = admitRequest(request, url, source.bytes);
    if ('status' in admission) {
      if (admission.status !== 416) noteRefusal(`${request.method} ${request.url}`);
      response.writeHead(admission.status, { 'content-length': 0 }).end();
      return;
    }
    const { start, end, isPartial } = admission.range;
    response.writeHead(isPartial ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      ...(isPartial ? { 'content-range': `bytes ${start}-${end}/${source.bytes}` } : {}),
    });
    if (request.method === 'HEAD') response.end();
    // What was tried to the end once is not tried again: all that comes of this source is void.
    else if (failure) response.destroy();
    else void stream(response, start, end);
  });
  // How a proxy is asked for a connection to elsewhere (https).
  server.on('connect', (request, socket) => {
    noteRefusal(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the range server has no port');
  url = `http://127.0.0.1:${address.port}/${randomBytes(16).toString('hex')}/source`;
  return {
    url,
    bytesRead: () => bytesRead,
    lastReadAt: () => lastReadAt,
    waitedSeconds: () => waitedMs / 1000,
    failure: () => failure,
    refusals: () => refusals,
    close: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Ends when the bytes are no longer needed. */
const write = (response: ServerResponse, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    response.write(bytes, () => resolve());
  });

/** Room for one block after the other: for the one that is read, while the one before it is written. */
const takeInTurns = (): ((range: { readonly start: number; readonly end: number }) => Uint8Array) => {
  let [next, other] = [new Uint8Array(0), new Uint8Array(0)];
  return ({ start, end }) => {
    const bytes = end - start + 1;
    const buffer = next.byteLength < bytes ? new Uint8Array(bytes) : next;
    [next, other] = [other, buffer];
    return buffer;
  };
};

function* blockRanges(start: number, end: number): Generator<{ start: number; end: number }, void> {
  let size = FIRST_BLOCK_BYTES;
  for (let at = start; at <= end; ) {
    yield { start: at, end: Math.min(at + size - 1, end) };
    at += size;
    size = Math.min(size * 2, LAST_BLOCK_BYTES);
  }
}
