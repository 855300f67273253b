import type { SampleTimes } from './place-samples.ts';
import { findBox, needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';
import type { TrackSamples } from './track-samples.ts';
import { box, fullBox, text, u16, u32, u64, zeros } from './write-boxes.ts';
import { dataInformation, MATRIX } from './write-init-parts.ts';
import { writeSampleTables } from './write-sample-tables.ts';

/** A track whose samples were gathered from a fragmented file. */
export interface IndexedTrack {
  /** The content of that file's `moov`, which has no other track. */
  readonly movie: Uint8Array;
  /** Ticks per second. */
  readonly timescale: number;
  readonly samples: TrackSamples;
  readonly times: SampleTimes;
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
  const placed = tracks.map((track) => ({ ...track, place: placeOf(track, zeroSeconds) }));
  const duration = Math.max(...placed.map(({ place }) => place.start + place.length));
  const mvhd = fullBox(
    'mvhd',
    1,
    0,
    ...[zeros(16), u32(EDIT_TIMESCALE), u64(duration), u32(0x1_0000), u16(0x100, 0), zeros(8)],
    ...[MATRIX, zeros(24), u32(tracks.length + 1)],
  );
  return Buffer.concat([
    box('ftyp', text('isom'), u32(0x200), text('isom'), text('iso2'), text('mp41')),
    box('moov', mvhd, ...placed.map((track, i) => writeTrack(track, i + 1))),
    ...[u32(1), text('mdat'), u64(dataBytes + LARGE_HEADER_BYTES)],
  ]);
};

const LARGE_HEADER_BYTES = 16;

interface Place {
  readonly start: number;
  readonly length: number;
}

/** Of the edits: nothing until the first picture, then all of the track, rounded up lest the last one be hidden. */
const placeOf = ({ times: { from, to }, timescale }: IndexedTrack, zeroSeconds: number): Place => ({
  start: Math.round(((from - zeroSeconds * timescale) * EDIT_TIMESCALE) / timescale),
  length: Math.ceil(((to - from) * EDIT_TIMESCALE) / timescale) + 1,
});

const writeTrack = (
  { movie, timescale, samples, times, positions, place }: IndexedTrack & { readonly place: Place },
  id: number,
): Buffer => {
  const trak = needBox(movie, ['trak']);
  const media = needBox(trak, ['mdia', 'minf']);
  const pictures = findBox(media, ['vmhd']);
  const size = needBox(trak, ['tkhd']).subarray(-8);
  const ticks = times.durations.reduce((sum, duration) => sum + duration, 0);
  const tkhd = fullBox(
    'tkhd',
    1,
    3, // enabled, in the movie
    ...[zeros(16), u32(id, 0), u64(place.start + place.length), zeros(8), u16(0, 0, pictures ? 0 : 0x100, 0)],
    ...[MATRIX, size],
  );
  const mdia = box(
    'mdia',
    fullBox('mdhd', 1, 0, zeros(16), u32(timescale), u64(ticks), readLanguage(trak), u16(0)),
    box('hdlr', needBox(trak, ['mdia', 'hdlr'])),
    box(
      'minf',
      pictures ? box('vmhd', pictures) : box('smhd', needBox(media, ['smhd'])),
      dataInformation(),
      writeSampleTables(samples, times, needBox(media, ['stbl', 'stsd']), positions),
    ),
  );
  return box('trak', tkhd, box('edts', writeEdits(place, mediaTimeOf(samples, times))), mdia);
};

/**
 * Where the edit begins in the track. Readers go back from there to a sample that they can enter, by when it is shown. If the first
 * one is not shown first, only the very beginning makes them take all.
 */
const mediaTimeOf = (samples: TrackSamples, { compositionOffsets, from }: SampleTimes): number => {
  const first = compositionOffsets[0] ?? 0;
  return samples.start + (samples.compositionOffsets[0] ?? 0) === from ? first : 0;
};

/** Nothing for a while, then all of the track. */
const writeEdits = ({ start, length }: Place, mediaTime: number): Buffer => {
  const atUsualSpeed = u16(1, 0);
  const nothing = [u64(start), u32(0xffff_ffff, 0xffff_ffff), atUsualSpeed];
  const all = [u64(length), u64(mediaTime), atUsualSpeed];
  return fullBox('elst', 1, 0, u32(start > 0 ? 2 : 1), ...(start > 0 ? nothing : []), ...all);
};

const readLanguage = (trak: Uint8Array): Uint8Array => {
  const mdhd = new FieldReader(needBox(trak, ['mdia', 'mdhd']), 'mdhd');
  mdhd.skip(mdhd.u8() === 1 ? 3 + 28 : 3 + 16);
  return mdhd.take(2);
};
