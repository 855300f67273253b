import { findBox, needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';
import type { TrackSamples } from './track-samples.ts';
import { box, fullBox, text, u16, u32, u64, zeros } from './write-boxes.ts';
import { dataInformation, MATRIX } from './write-init-parts.ts';
import { writeSampleTables } from './write-sample-tables.ts';

/** A track whose samples were gathered from a fragmented file. */
export interface IndexedTrack {
  /** The `moov` of that file, which has no other track. */
  readonly movie: Uint8Array;
  /** Ticks per second. */
  readonly timescale: number;
  readonly samples: TrackSamples;
  /** Of the first byte of each chunk, in the file that is written. */
  readonly positions: readonly number[];
}

/**
 * Ticks per second of edits. At least as many as any track has, or a track would begin some of its ticks beside its place:
 * sounds have up to 384,000.
 */
const EDIT_TIMESCALE = 720_000;

/**
 * The beginning of an MP4 file that is not fragmented: `ftyp`, `moov` and the header of its only `mdat`. Equal tracks give equal
 * bytes, and its length does not depend on the positions.
 *
 * @param zeroSeconds where the file's clock begins, on that of the tracks; nothing is shown before.
 * @param dataBytes the content of the `mdat`.
 */
export const writeIndexedMovie = (tracks: readonly IndexedTrack[], zeroSeconds: number, dataBytes: number): Buffer => {
  const traks = tracks.map((track, i) => writeTrack(track, i + 1, zeroSeconds));
  const duration = Math.max(
    ...tracks.map((track) => {
      const { start, length } = placeOf(track, zeroSeconds);
      return start + length;
    }),
  );
  const mvhd = fullBox(
    'mvhd',
    1,
    0,
    ...[zeros(16), u32(EDIT_TIMESCALE), u64(duration), u32(0x1_0000), u16(0x100, 0), zeros(8)],
    ...[MATRIX, zeros(24), u32(tracks.length + 1)],
  );
  return Buffer.concat([
    box('ftyp', text('isom'), u32(0x200), text('isom'), text('iso2'), text('mp41')),
    box('moov', mvhd, ...traks),
    u32(1),
    text('mdat'),
    u64(dataBytes + 16),
  ]);
};

/** Of the edits: nothing until the first picture, then all of the track, rounded up lest the last one be hidden. */
const placeOf = ({ samples, timescale }: IndexedTrack, zeroSeconds: number): { start: number; length: number } => {
  const { from, to } = samples.shown;
  return {
    start: Math.round(((from - zeroSeconds * timescale) * EDIT_TIMESCALE) / timescale),
    length: Math.ceil(((to - from) * EDIT_TIMESCALE) / timescale) + 1,
  };
};

/**
 * Where an edit begins in the track. Readers look for a key picture there and before; where there is none, because the source
 * begins with other pictures, only the very beginning makes them take all.
 */
const mediaTimeOf = ({ compositionOffsets, syncSamples, shown, start }: TrackSamples): number => {
  const first = compositionOffsets[0] ?? 0;
  return syncSamples[0] === 1 && start + first === shown.from ? first : 0;
};

const writeTrack = (track: IndexedTrack, id: number, zeroSeconds: number): Buffer => {
  const { movie, timescale, samples, positions } = track;
  const trak = needBox(movie, ['trak']);
  const { start, length } = placeOf(track, zeroSeconds);
  const media = needBox(trak, ['mdia', 'minf']);
  const pictures = findBox(media, ['vmhd']);
  const tkhd = needBox(trak, ['tkhd']);
  return box(
    'trak',
    fullBox(
      'tkhd',
      1,
      3, // enabled, in the movie
      ...[zeros(16), u32(id, 0), u64(start + length), zeros(8), u16(0, 0, pictures ? 0 : 0x100, 0)],
      ...[MATRIX, tkhd.subarray(-8)],
    ),
    box('edts', writeEdits(start, length, mediaTimeOf(samples))),
    box(
      'mdia',
      fullBox('mdhd', 1, 0, zeros(16), u32(timescale), u64(samples.duration), readLanguage(trak), u16(0)),
      box('hdlr', needBox(trak, ['mdia', 'hdlr'])),
      box(
        'minf',
        pictures ? box('vmhd', pictures) : box('smhd', needBox(media, ['smhd'])),
        dataInformation(),
        writeSampleTables(samples, needBox(media, ['stbl', 'stsd']), positions),
      ),
    ),
  );
};

/** Nothing for a while, then all of the track. */
const writeEdits = (start: number, length: number, mediaTime: number): Buffer => {
  const AT_USUAL_SPEED = u16(1, 0);
  const nothing = [u64(start), u32(0xffff_ffff, 0xffff_ffff), AT_USUAL_SPEED];
  const all = [u64(length), u64(mediaTime), AT_USUAL_SPEED];
  return fullBox('elst', 1, 0, u32(start > 0 ? 2 : 1), ...(start > 0 ? nothing : []), ...all);
};

const readLanguage = (trak: Uint8Array): Uint8Array => {
  const mdhd = new FieldReader(needBox(trak, ['mdia', 'mdhd']), 'mdhd');
  mdhd.skip(mdhd.u8() === 1 ? 3 + 28 : 3 + 16);
  return mdhd.take(2);
};
