import type { PackagedPart } from './collect-segments.ts';
import { placeData, SAMPLE, TFHD, TRUN } from './fragment-flags.ts';
import type { CopyPlace } from './place-copy.ts';
import type { CopyGop, CopySegment } from './plan-copy.ts';
import type { SampleTable } from './sample-table.ts';
import type { KeyFrame } from './track.ts';
import { box, fullBox, u32, u64 } from './write-boxes.ts';
import { TRACK_ID } from './write-init-parts.ts';
import { segmentType } from './write-segment-type.ts';

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
  return placeData((dataOffset) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, TFHD.BASE_IS_MOOF | TFHD.DEFAULT_FLAGS, u32(TRACK_ID, SAMPLE.OTHER)),
        fullBox('tfdt', 1, 0, u64((decodeTimes[gop.firstSample] ?? 0) + place.decodeShift)),
        fullBox(
          'trun',
          1,
          TRUN.DATA_OFFSET | TRUN.FIRST_SAMPLE_FLAGS | TRUN.DURATIONS | TRUN.SIZES | TRUN.COMPOSITION_OFFSETS,
          u32(gop.samples, dataOffset, SAMPLE.SYNC),
          u32(...entries),
        ),
      ),
    ),
  );
};
