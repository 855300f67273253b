import { PackagingError } from './packaging-error.ts';
import { readBoxes } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';
import type { SampleTable } from './sample-table.ts';
import { box, fullBox, text, u16, u32, zeros } from './write-boxes.ts';

/** The only track of the file. */
export const COPY_TRACK_ID = 1;
const MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
/** Of a visual sample entry, with its header, before its inner boxes (ISO/IEC 14496-12, 12.1.3). */
const VISUAL_ENTRY_BYTES = 86;
/** What a decoder needs; anything else in the source's entry is left behind. */
const KEPT = new Set(['avcC', 'colr', 'pasp']);

/**
 * The init segment of a video track that is copied: the source's own sample entry, on the source's own clock. Equal tables give
 * equal bytes. There is no edit list: composition offsets place the pictures.
 */
export const writeCopyInit = ({ timescale, entry }: Pick<SampleTable, 'timescale' | 'entry'>): Buffer => {
  const { width, height } = readSize(entry.bytes);
  const mvhd = fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, timescale, 0, 0x1_0000),
    u16(0x100, 0),
    zeros(8),
    MATRIX,
    zeros(24),
    u32(COPY_TRACK_ID + 1),
  );
  const tkhd = fullBox(
    'tkhd',
    0,
    3, // enabled, in the movie
    u32(0, 0, COPY_TRACK_ID, 0, 0),
    zeros(8),
    u16(0, 0, 0, 0),
    MATRIX,
    u32(width * 0x1_0000, height * 0x1_0000),
  );
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), keepEntry(entry)),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  );
  const mdia = box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(UNDETERMINED, 0)),
    fullBox('hdlr', 0, 0, u32(0), text('vide'), zeros(12), text('VideoHandler\0')),
    box(
      'minf',
      fullBox('vmhd', 0, 1, zeros(8)),
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      stbl,
    ),
  );
  return Buffer.concat([
    box('ftyp', text('iso6'), u32(0), text('iso6'), text('cmfc'), text('mp41')),
    box('moov', mvhd, box('trak', tkhd, mdia), box('mvex', fullBox('trex', 0, 0, u32(COPY_TRACK_ID, 1, 0, 0, 0)))),
  ]);
};

/** `und`, as three letters of five bits. */
const UNDETERMINED = 0x55c4;

const readSize = (entry: Uint8Array): { width: number; height: number } => {
  const fields = new FieldReader(entry, 'sample entry');
  fields.skip(8 + 24);
  return { width: fields.u16(), height: fields.u16() };
};

const keepEntry = ({ type, bytes }: SampleTable['entry']): Buffer => {
  if (bytes.byteLength < VISUAL_ENTRY_BYTES) throw new PackagingError('malformed', `the sample entry '${type}' is cut`);
  const kept = [...readBoxes(bytes, VISUAL_ENTRY_BYTES)].filter((inner) => KEPT.has(inner.type));
  return box(type, bytes.subarray(8, VISUAL_ENTRY_BYTES), ...kept.map(({ start, end }) => bytes.subarray(start, end)));
};
