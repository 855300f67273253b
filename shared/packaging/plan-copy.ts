import type { SampleTable } from './sample-table.ts';

/** Samples that belong together: from a key frame to the one before the next. */
export interface CopyGop {
  readonly firstSample: number;
  readonly samples: number;
  readonly ticks: number;
  readonly bytes: number;
}

/** A media segment of whole groups of pictures. */
export interface CopySegment {
  /** 1-based. */
  readonly number: number;
  /** Of its first group, counted over the whole track from 0. */
  readonly firstGop: number;
  readonly gops: readonly CopyGop[];
  readonly ticks: number;
  readonly bytes: number;
}

/**
 * Cuts a track at its own key frames into segments that are as long as can be up to `segmentSeconds`, or one group of
 * pictures where that is longer. Pure: equal tables give equal segments, so every task of a media cuts alike.
 */
export const planCopy = (table: SampleTable, segmentSeconds: number): CopySegment[] => {
  const most = segmentSeconds * table.timescale;
  const segments: CopySegment[] = [];
  let open: CopyGop[] = [];
  let done = 0;
  const close = (): void => {
    const sum = (of: 'ticks' | 'bytes'): number => open.reduce((total, gop) => total + gop[of], 0);
    segments.push({
      number: segments.length + 1,
      firstGop: done,
      gops: open,
      ticks: sum('ticks'),
      bytes: sum('bytes'),
    });
    done += open.length;
    open = [];
  };
  let ticks = 0;
  for (const gop of listGops(table)) {
    if (open.length > 0 && ticks + gop.ticks > most) {
      close();
      ticks = 0;
    }
    open.push(gop);
    ticks += gop.ticks;
  }
  if (open.length > 0) close();
  return segments;
};

const listGops = ({ syncSamples, count, decodeTimes, sizes }: SampleTable): CopyGop[] =>
  Array.from(syncSamples, (firstSample, i) => {
    const end = syncSamples[i + 1] ?? count;
    return {
      firstSample,
      samples: end - firstSample,
      ticks: at(decodeTimes, end) - at(decodeTimes, firstSample),
      bytes: sizes.subarray(firstSample, end).reduce((total, size) => total + size, 0),
    };
  });

const at = (values: Float64Array, index: number): number => values[index] ?? 0;

/** Where the samples of a segment lie in the file: from the first byte of any to the last. */
export const stretchOf = (
  { positions, sizes }: SampleTable,
  { gops }: Pick<CopySegment, 'gops'>,
): { readonly start: number; readonly end: number } => {
  let [start, end] = [Number.POSITIVE_INFINITY, 0];
  for (const { firstSample, samples } of gops) {
    for (let sample = firstSample; sample < firstSample + samples; sample++) {
      const position = at(positions, sample);
      start = Math.min(start, position);
      end = Math.max(end, position + (sizes[sample] ?? 0));
    }
  }
  return { start, end };
};
