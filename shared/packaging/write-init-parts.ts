import { box, fullBox, text, u16, u32, zeros } from './write-boxes.ts';

/** The only track of every init segment of ours. */
export const TRACK_ID = 1;

export const MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);

/** What init segments that we write ourselves begin with. */
export const fileType = (): Buffer => box('ftyp', text('iso6'), u32(0), text('iso6'), text('cmfc'), text('mp41'));

export const movieHeader = (timescale: number): Buffer =>
  fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, timescale, 0, 0x1_0000),
    u16(0x100, 0),
    zeros(8),
    MATRIX,
    zeros(24),
    u32(TRACK_ID + 1),
  );

/** Says that samples are in fragments. */
export const movieExtends = (): Buffer => box('mvex', fullBox('trex', 0, 0, u32(TRACK_ID, 1, 0, 0, 0)));

/** The media is in this very file. */
export const dataInformation = (): Buffer => box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));

/** The tables of a track without samples of its own, around its only sample entry. */
export const emptyTables = (sampleEntry: Uint8Array): readonly Buffer[] => [
  fullBox('stsd', 0, 0, u32(1), sampleEntry),
  fullBox('stts', 0, 0, u32(0)),
  fullBox('stsc', 0, 0, u32(0)),
  fullBox('stsz', 0, 0, u32(0, 0)),
  fullBox('stco', 0, 0, u32(0)),
];
