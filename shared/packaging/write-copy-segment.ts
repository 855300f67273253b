import type { PackagedPart } from './collect-segments.ts';
import type { CopyPlace } from './place-copy.ts';
import type { CopyGop, CopySegment } from './plan-copy.ts';
import type { SampleTable } from './sample-table.ts';
import type { KeyFrame } from './track.ts';
import { box, fullBox, u32, u64 } from './write-boxes.ts';
import { COPY_TRACK_ID } from './write-copy-init.ts';
import { segmentType } from './write-segment-type.ts';

const DEFAULT_BASE_IS_MOOF = 0x2_0000;
const DEFAULT_FLAGS = 0x20;
const DATA_OFFSET = 0x1;
const FIRST_SAMPLE_FLAGS = 0x4;
const DURATIONS = 0x100;
const SIZES = 0x200;
const COMPOSITION_OFFSETS = 0x800;
/** Depends on no other sample. */
const SYNC_SAMPLE = 0x0200_0000;
/** Depends on others, and is no sync sample. */
const OTHER_SAMPLE = 0x0101_0000;

/** The bytes of one sample, as they are in the source. */
export type ReadSample = (sample: number) => Uint8Array;

/** One segment: `styp` and a fragment for each group of pictures. */
export const writeCopySegment = (
  table: SampleTable,
  place: CopyPlace,
  segment: CopySegment,
  readSample: ReadSample,
): Extract<PackagedPart, { type: 'segment' }> => {
  const slices: Uint8Array[] = [segmentType];
  const keyFrames: KeyFrame[] = [];
  let bytes = segmentType.byteLength;
  segment.gops.forEach((gop, i) => {
    const moof = writeMoof(table, place, gop, segment.firstGop + i + 1);
    const header = u32(gop.bytes + 8, MDAT);
    const samples = Array.from({ length: gop.samples }, (_, n) => readSample(gop.firstSample + n));
    const first = samples[0]?.byteLength ?? 0;
    keyFrames.push({ offset: bytes, bytes: moof.byteLength + 8 + first, durationTicks: gop.ticks });
    slices.push(moof, header, ...samples);
    bytes += moof.byteLength + 8 + gop.bytes;
  });
  const { number, ticks: durationTicks } = segment;
  return {
    type: 'segment',
    segment: { number, bytes, durationTicks, keyFrames },
    bytes: Buffer.concat(slices, bytes),
  };
};

/** `mdat` as a number. */
const MDAT = 0x6d64_6174;

const writeMoof = (table: SampleTable, place: CopyPlace, gop: CopyGop, sequence: number): Buffer => {
  const { decodeTimes, compositionOffsets, sizes } = table;
  const entries = Array.from({ length: gop.samples }, (_, n) => {
    const sample = gop.firstSample + n;
    const duration = (decodeTimes[sample + 1] ?? 0) - (decodeTimes[sample] ?? 0);
    // As two's complement: offsets of version 1 are signed.
    const offset = ((compositionOffsets[sample] ?? 0) + place.compositionShift) >>> 0;
    return [duration, sizes[sample] ?? 0, offset];
  }).flat();
  const write = (dataOffset: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF | DEFAULT_FLAGS, u32(COPY_TRACK_ID, OTHER_SAMPLE)),
        fullBox('tfdt', 1, 0, u64((decodeTimes[gop.firstSample] ?? 0) + place.decodeShift)),
        fullBox(
          'trun',
          1,
          DATA_OFFSET | FIRST_SAMPLE_FLAGS | DURATIONS | SIZES | COMPOSITION_OFFSETS,
          u32(gop.samples, dataOffset, SYNC_SAMPLE),
          u32(...entries),
        ),
      ),
    );
  // The offset has a fixed width, so the size is known before its value is.
  return write(write(0).byteLength + 8);
};
