import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { S3Answer } from './operation.ts';

/** What a refused sender may still send before its connection is cut; parts have 16 MiB unless it is set otherwise. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_MS = 5_000;

/**
 * Lets a sender whose body is not wanted finish, up to a limit: cutting it off at once would make most clients report a
 * broken connection instead of the error they were sent. Node closes the connection as soon as an answer has ended, so the
 * answer must have been written by then and not have ended.
 */
const drain = (message: IncomingMessage): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (message.complete || message.destroyed) return Promise.resolve();
  let drained = 0;
  const cut = (): void => {
    message.destroy();
  };
  const timer = setTimeout(cut, MAX_DRAIN_MS);
  const done = (): void => {
    clearTimeout(timer);
    resolve();
  };
  message.on('close', done);
  message.on('end', done);
  message.on('error', () => undefined);
  message.on('data', (bytes: Buffer) => {
    drained += bytes.length;
    if (drained > MAX_DRAINED_BYTES) cut();
  });
  message.resume();
  return promise;
};

/** Writes an answer; a client that goes away is no error. Closes the answer's stream in every case. */
export const sendAnswer = async (
  message: IncomingMessage,
  response: ServerResponse,
  answer: S3Answer,
  commonHeaders: Readonly<Record<string, string>>,
): Promise<void> => {
  const { status, headers = {}, body } = answer;
  try {
    if (response.destroyed || response.headersSent) return;
    const isText = typeof body === 'string';
    const text = isText ? Buffer.from(body, 'utf8') : undefined;
    const hasNoBody = message.method === 'HEAD' || status === 204 || status === 304;
    const length =
      text === undefined
        ? body === undefined && !hasNoBody
          ? { 'content-length': '0' }
          : {}
        : { 'content-length': String(text.length) };
    response.writeHead(status, {
      ...commonHeaders,
      ...(isText ? { 'content-type': 'application/xml' } : {}),
      ...(hasNoBody && isText ? {} : length),
      ...headers,
      ...(message.complete ? {} : { connection: 'close' }),
    });
    if (body === undefined || isText || hasNoBody) {
      if (hasNoBody || text === undefined) response.flushHeaders();
      else response.write(text);
      await drain(message);
      response.end();
    } else await pipeline(body.bytes, response);
  } finally {
    if (typeof body === 'object') await body.close();
    void drain(message);
  }
};
