import type { SampleTimes } from './place-samples.ts';
import type { TrackSamples } from './track-samples.ts';
import { box, fullBox, u32, u32List, u64List } from './write-boxes.ts';

/**
 * The `stbl` of a track: when its samples are shown, how large they are, and where.
 *
 * @param descriptions the content of its `stsd`.
 * @param positions of the first byte of each chunk, in the file.
 */
export const writeSampleTables = (
  { count, sizes, chunks }: TrackSamples,
  { durations, compositionOffsets, syncSamples }: SampleTimes,
  descriptions: Uint8Array,
  positions: readonly number[],
): Buffer => {
  const isShownAsDecoded = compositionOffsets.every((offset) => offset === 0);
  return box(
    'stbl',
    box('stsd', descriptions),
    withEntries('stts', 2, runsOf(durations)),
    ...(isShownAsDecoded ? [] : [withEntries('ctts', 2, runsOf(compositionOffsets))]),
    ...(syncSamples.length === count ? [] : [withEntries('stss', 1, syncSamples)]),
    withEntries('stsc', 3, chunkRuns(chunks.map(({ samples }) => samples))),
    fullBox('stsz', 0, 0, u32(0, count), u32List(sizes)),
    fullBox('co64', 0, 0, u32(positions.length), u64List(positions)),
  );
};

/** A table whose entries have `fields` numbers each. */
const withEntries = (type: string, fields: number, values: ArrayLike<number>): Buffer =>
  fullBox(type, 0, 0, u32(values.length / fields), u32List(values));

/** How often, and which value, over and over. */
const runsOf = (values: Uint32Array): readonly number[] => {
  const runs: number[] = [];
  for (let from = 0; from < values.length; ) {
    let to = from + 1;
    while (to < values.length && values[to] === values[from]) to++;
    runs.push(to - from, values[from] ?? 0);
    from = to;
  }
  return runs;
};

/** The first chunk of a run, the samples in each of them, and which sample entry they have. */
const chunkRuns = (counts: readonly number[]): readonly number[] =>
  counts.flatMap((count, i) => (i > 0 && count === counts[i - 1] ? [] : [i + 1, count, 1]));
