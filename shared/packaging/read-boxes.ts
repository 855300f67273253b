import { PackagingError } from './packaging-error.ts';

/** One ISO BMFF box (ISO/IEC 14496-12, 4.2). Offsets are into the bytes that were walked. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/**
 * The boxes that stand side by side in `bytes[from, to)`, in order: 32-bit sizes, 64-bit sizes, and 0 for "to the end".
 * Throws `malformed` for a box that does not fit.
 */
export function* readBoxes(bytes: Uint8Array, from = 0, to = bytes.byteLength): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = from;
  while (start < to) {
    if (to - start < 8) throw new PackagingError('malformed', `${to - start} stray bytes where a box was expected`);
    const type = boxType(view.getUint32(start + 4));
    const [size, headerSize] = boxSize(view, start, to, type);
    if (size < headerSize || size > to - start) {
      throw new PackagingError('malformed', `box '${type}' claims ${size} bytes; ${to - start} are there`);
    }
    yield { type, start, contentStart: start + headerSize, end: start + size };
    start += size;
  }
}

/** The content of the first box at the path, such as `['moov', 'trak', 'mdia', 'mdhd']`. */
export const findBox = (bytes: Uint8Array, path: readonly string[]): Uint8Array | undefined => {
  let content = bytes;
  for (const type of path) {
    const next = findContents(content, type)[0];
    if (!next) return undefined;
    content = next;
  }
  return content;
};

/** The contents of all boxes of one type that stand side by side in `bytes`. */
export const findContents = (bytes: Uint8Array, type: string): Uint8Array[] =>
  Array.from(readBoxes(bytes))
    .filter((box) => box.type === type)
    .map((box) => bytes.subarray(box.contentStart, box.end));

/** As `findBox`, but a missing box is `malformed`. */
export const needBox = (bytes: Uint8Array, path: readonly string[]): Uint8Array => {
  const content = findBox(bytes, path);
  if (!content) throw new PackagingError('malformed', `there is no box ${path.join('/')}`);
  return content;
};

/** The four characters of a box type; a type need not be ASCII in broken input. */
export const boxType = (code: number): string =>
  String.fromCharCode(code >>> 24, (code >>> 16) & 0xff, (code >>> 8) & 0xff, code & 0xff);

/** Of the box that starts at `start` and may go as far as `to`, which can be behind what `view` holds of it. */
export const boxSize = (
  view: DataView,
  start: number,
  to: number,
  type: string,
): [size: number, headerSize: number] => {
  const size = view.getUint32(start);
  if (size === 0) return [to - start, 8];
  if (size !== 1) return [size, 8];
  if (to - start < 16) throw new PackagingError('malformed', `box '${type}' ends within its 64-bit size`);
  return [Number(view.getBigUint64(start + 8)), 16];
};
