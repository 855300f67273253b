import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Bytes `start` to `end`, both included; `isPartial` if the request asked for a part. */
export interface AskedRange {
  readonly start: number;
  readonly end: number;
  readonly isPartial: boolean;
}

export type Admission = { readonly range: AskedRange } | { readonly status: 404 | 405 | 416 };

/**
 * What a request to the range server gets: the source's bytes, if it asks for the secret address in a way that ffmpeg
 * does. Programs see the server as their HTTP proxy as well, so requests for any address of the world come here, with
 * all of it in the place of a path; they are refused like a wrong path.
 */
export const admitRequest = (
  { method, url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  secretUrl: string,
  bytes: number,
): Admission => {
  const path = new URL(secretUrl).pathname;
  if (!isEqual(url, secretUrl) && !isEqual(url, path)) return { status: 404 };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405 };
  const range = readRange(headers.range, bytes);
  return range ? { range } : { status: 416 };
};

/** Takes equally long however much of the secret was guessed. */
const isEqual = (given: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
};

/** `bytes=5-`, `bytes=5-9`, or everything. An object without bytes has no range. */
const readRange = (header: string | undefined, bytes: number): AskedRange | undefined => {
  if (header === undefined) return bytes === 0 ? undefined : { start: 0, end: bytes - 1, isPartial: false };
  const match = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(header);
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = Math.min(match[2] === undefined ? bytes - 1 : Number(match[2]), bytes - 1);
  return start <= end ? { start, end, isPartial: true } : undefined;
};
