import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SourceObject } from '../media/task.ts';

export interface ServedSource {
  /** What ffmpeg opens. Known to nobody else: the path is a secret of this task. */
  readonly url: string;
  /** Bytes read from the object so far. */
  readonly bytesRead: () => number;
  /** Why the source could not be read, if that happened: ffmpeg itself only sees a broken connection. */
  readonly failure: () => Error | undefined;
  readonly close: () => Promise<void>;
}

/** First read after a seek: enough for headers. Doubled up to the last one while reading goes on. */
const FIRST_BLOCK_BYTES = 256 * 1024;
const LAST_BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * The only thing that ffmpeg can reach: a loopback HTTP server for one source object. It answers range requests by
 * reading the pinned version (`If-Match`) in blocks, one block ahead, so a seek wastes little and memory stays flat.
 */
export const serveSource = async (s3: S3Client, source: SourceObject, signal?: AbortSignal): Promise<ServedSource> => {
  const path = `/${randomBytes(16).toString('hex')}/source`;
  let bytesRead = 0;
  let failure: Error | undefined;

  const readBlock = async (start: number, end: number, abort: AbortSignal): Promise<Uint8Array> => {
    const answer = await s3.send(
      new GetObjectCommand({
        Bucket: source.bucket,
        Key: source.key,
        Range: `bytes=${start}-${end}`,
        IfMatch: source.etag,
      }),
      { abortSignal: abort },
    );
    const bytes = await answer.Body?.transformToByteArray();
    if (bytes?.byteLength !== end - start + 1)
      throw new Error(`the store gave ${bytes?.byteLength} bytes for ${start}-${end}`);
    bytesRead += bytes.byteLength;
    return bytes;
  };

  const stream = async (response: ServerResponse, start: number, end: number): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const abort = signal ? AbortSignal.any([gone.signal, signal]) : gone.signal;
    const blocks = blockRanges(start, end);
    const readNext = (): Promise<Uint8Array> | undefined => {
      const next = blocks.next();
      if (next.done) return undefined;
      const reading = readBlock(next.value.start, next.value.end, abort);
      reading.catch(() => {}); // handled where it is awaited, which may be after it fails
      return reading;
    };
    try {
      for (let reading = readNext(); reading; ) {
        const bytes = await reading;
        reading = readNext();
        if (!response.write(bytes)) await once(response, 'drain', { signal: abort });
      }
      response.end();
    } catch (error) {
      if (!abort.aborted) failure = error instanceof Error ? error : new Error(String(error));
      response.destroy();
    }
  };

  const server = createServer((request, response) => {
    const range = request.url === path ? readRange(request, source.bytes) : undefined;
    if (!range) {
      response.writeHead(request.url === path ? 416 : 404).end();
      return;
    }
    const { start, end, partial } = range;
    response.writeHead(partial ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      ...(partial ? { 'content-range': `bytes ${start}-${end}/${source.bytes}` } : {}),
    });
    if (request.method === 'HEAD') response.end();
    else void stream(response, start, end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the range server has no port');
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    bytesRead: () => bytesRead,
    failure: () => failure,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const readRange = (
  request: IncomingMessage,
  bytes: number,
): { start: number; end: number; partial: boolean } | undefined => {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!match) return bytes === 0 ? undefined : { start: 0, end: bytes - 1, partial: false };
  const start = Number(match[1]);
  const end = Math.min(match[2] ? Number(match[2]) : bytes - 1, bytes - 1);
  return start <= end ? { start, end, partial: true } : undefined;
};

function* blockRanges(start: number, end: number): Generator<{ start: number; end: number }, void> {
  let size = FIRST_BLOCK_BYTES;
  for (let at = start; at <= end; ) {
    yield { start: at, end: Math.min(at + size - 1, end) };
    at += size;
    size = Math.min(size * 2, LAST_BLOCK_BYTES);
  }
}
