import type { S3Client } from '@aws-sdk/client-s3';
import type { SourceObject } from '../media/task.ts';
import { boxType } from '../packaging/read-boxes.ts';
import { readBlock } from './read-block.ts';

/** Where the content of a file's `moov` is. */
export interface MovieBox {
  readonly offset: number;
  readonly bytes: number;
}

/** Enough for the index of a short file that has it in front, as those made for the web do. */
const FIRST_READ_BYTES = 256 * 1024;
/** The index of a day of pictures and sound has less. */
const MAX_MOVIE_BYTES = 128 * 1024 * 1024;
/** Boxes before the index, each of which may cost a read. */
const MAX_BOXES = 32;

/** Finds the index of an MP4 by its boxes, and reads it. Undefined if there is none of a size that can be. */
export const findMovieBox = async (
  s3: S3Client,
  source: SourceObject,
  signal: AbortSignal,
): Promise<{ readonly box: MovieBox; readonly content: Uint8Array } | undefined> => {
  const read = async (start: number, bytes: number): Promise<Uint8Array> =>
    readBlock(s3, source, { start, end: Math.min(start + bytes, source.bytes) - 1 }, signal);
  let from = 0;
  let block = await read(0, FIRST_READ_BYTES);
  for (let at = 0, boxes = 0; at + 8 <= source.bytes && boxes < MAX_BOXES; boxes++) {
    if (at - from + 16 > block.byteLength) {
      from = at;
      block = await read(at, FIRST_READ_BYTES);
    }
    const { type, size, headerSize } = readHeader(block, at - from, source.bytes - at);
    if (size < headerSize || at + size > source.bytes) return undefined;
    if (type !== 'moov') {
      at += size;
      continue;
    }
    const box = { offset: at + headerSize, bytes: size - headerSize };
    if (box.bytes === 0 || box.bytes > MAX_MOVIE_BYTES) return undefined;
    const start = box.offset - from;
    const isThere = start + box.bytes <= block.byteLength;
    return {
      box,
      content: isThere ? block.subarray(start, start + box.bytes) : await readMovieBox(s3, source, box, signal),
    };
  }
  return undefined;
};

/** The content of an index whose place is known. */
export const readMovieBox = (
  s3: S3Client,
  source: SourceObject,
  { offset, bytes }: MovieBox,
  signal: AbortSignal,
): Promise<Uint8Array> => readBlock(s3, source, { start: offset, end: offset + bytes - 1 }, signal);

const readHeader = (
  block: Uint8Array,
  start: number,
  left: number,
): { readonly type: string; readonly size: number; readonly headerSize: number } => {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const size = view.getUint32(start);
  const type = boxType(view.getUint32(start + 4));
  if (size === 0) return { type, size: left, headerSize: 8 };
  if (size !== 1) return { type, size, headerSize: 8 };
  if (start + 16 > block.byteLength) return { type, size: 0, headerSize: 16 };
  return { type, size: Number(view.getBigUint64(start + 8)), headerSize: 16 };
};
