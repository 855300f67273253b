import { PackagingError } from './packaging-error.ts';
import { boxType } from './read-boxes.ts';
import type { ByteReader } from './read-bytes.ts';

/** A top-level box of a stream: its header and content as slices in order, or nothing kept for `skipped` types. */
export interface StreamBox {
  readonly type: string;
  readonly size: number;
  readonly headerSize: number;
  readonly slices: readonly Uint8Array[];
}

const MEBIBYTE = 1024 * 1024;
/** A `moof` of 10,000 samples has 160 kB; a `moov` without samples less than 10 kB. */
const MAX_METADATA_BYTES = 16 * MEBIBYTE;
/** One GOP: 2 s at 2 Gb/s. */
const MAX_DATA_BYTES = 512 * MEBIBYTE;

/** Boxes between fragments that a cut segment does not need, or that would be wrong in it (`sidx`, `mfra`: offsets). */
const SKIPPED = new Set(['styp', 'sidx', 'ssix', 'free', 'skip', 'prft', 'emsg', 'uuid', 'mfra']);

/**
 * The next top-level box, or undefined at the end of the stream. Boxes that are not needed keep no content.
 * Throws `malformed` for impossible, unlimited (0) or excessive sizes, `short_output` if the stream ends within the box.
 */
export const readStreamBox = async (reader: ByteReader): Promise<StreamBox | undefined> => {
  if (await reader.atEnd()) return undefined;
  const header = await reader.takeBuffer(8, 'a box header');
  const type = boxType(header.readUInt32BE(4));
  const slices: Uint8Array[] = [header];
  let size = header.readUInt32BE(0);
  let headerSize = 8;
  if (size === 1) {
    const large = await reader.takeBuffer(8, `the 64-bit size of box '${type}'`);
    slices.push(large);
    size = Number(large.readBigUInt64BE(0));
    headerSize = 16;
  }
  const limit = type === 'mdat' ? MAX_DATA_BYTES : MAX_METADATA_BYTES;
  if (size < headerSize || size > limit) {
    throw new PackagingError('malformed', `box '${type}' claims ${size} bytes; ${headerSize} to ${limit} are accepted`);
  }
  if (SKIPPED.has(type)) {
    await reader.skip(size - headerSize, `box '${type}'`);
    return { type, size, headerSize, slices: [] };
  }
  slices.push(...(await reader.take(size - headerSize, `box '${type}'`)));
  return { type, size, headerSize, slices };
};
