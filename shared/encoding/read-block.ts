import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SourceObject } from '../media/task.ts';
import { isSourceGone } from './source-exists.ts';

/** A block is given up after this long, tries and pauses included: S3 takes a tenth of a second for 4 MiB. */
export const BLOCK_MS = 60_000;

/** Pauses after tries that brought nothing. The SDK has tried three times within each of them. */
const PAUSES_MS = [100, 500, 2000];

/**
 * Reads bytes `start` to `end` (both included) of the pinned version of a source. The store may fail, be silent or break
 * off: reading goes on where it stopped, after a pause, and only what brings nothing again and again is an error. A
 * version that is no more is an error at once. The bytes are at the start of `into`, if that is given: memory that is used again
 * need not be collected.
 */
export const readBlock = async (
  s3: S3Client,
  source: SourceObject,
  { start, end }: { readonly start: number; readonly end: number },
  signal: AbortSignal,
  into?: Uint8Array,
): Promise<Uint8Array> => {
  const block = into?.subarray(0, end - start + 1) ?? Buffer.alloc(end - start + 1);
  const timeUp = AbortSignal.timeout(BLOCK_MS);
  const abort = AbortSignal.any([signal, timeUp]);
  let filled = 0;
  for (let failures = 0; ; failures++) {
    const before = filled;
    try {
      for await (const piece of readFrom(s3, source, start + filled, end, abort)) {
        if (piece.byteLength > block.byteLength - filled)
          throw new Error('the store gave more bytes than were asked for');
        block.set(piece, filled);
        filled += piece.byteLength;
      }
      if (filled === block.byteLength) return block;
      throw new Error(`the store gave ${filled} bytes for ${start}-${end}`);
    } catch (error) {
      signal.throwIfAborted();
      if (filled > before) failures = 0;
      const wait = PAUSES_MS[failures];
      if (isSourceGone(error) || timeUp.aborted || wait === undefined) throw error;
      await pause(wait, undefined, { signal: abort }).catch(() => {}); // time up: the next try says so
    }
  }
};

async function* readFrom(
  s3: S3Client,
  { bucket, key, etag }: SourceObject,
  start: number,
  end: number,
  abortSignal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const get = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${start}-${end}`, IfMatch: etag });
  const answer = await s3.send(get, { abortSignal });
  if (!answer.Body) throw new Error('the store gave an answer without a body');
  // In Node it is a stream of bytes; the SDK's type covers browsers as well.
  yield* answer.Body as unknown as AsyncIterable<Uint8Array>;
}
