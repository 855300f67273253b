import type { SampleTable } from './sample-table.ts';

/** Where the samples of a copied track come on the media's timeline, in ticks of the track. */
export interface CopyPlace {
  /** Added to each decode time. */
  readonly decodeShift: number;
  /** Added to each composition offset. */
  readonly compositionShift: number;
}

/**
 * Lays a track on a timeline whose zero is `zeroSeconds` of the presentation. Undefined if its edit list does more than
 * move it: repeat, skip, slow down, begin in the middle of a group of pictures, or end early.
 */
export const placeCopy = (table: SampleTable, zeroSeconds: number): CopyPlace | undefined => {
  const edits = [...table.edits];
  const delay = edits[0]?.mediaTime === undefined ? (edits.shift()?.seconds ?? 0) : 0;
  const [edit, ...others] = edits;
  if (others.length > 0 || (edit && (edit.mediaTime === undefined || !edit.isNormalSpeed))) return undefined;
  const mediaTime = edit?.mediaTime ?? 0;
  if (edit && edit.seconds > 0 && endsEarly(table, mediaTime, edit.seconds)) return undefined;
  const shift = Math.round((delay - zeroSeconds) * table.timescale);
  const decodeShift = Math.max(0, shift);
  const place = { decodeShift, compositionShift: shift - decodeShift - mediaTime };
  return firstPresentation(table, place) < -table.timescale * TOLERANCE_SECONDS ? undefined : place;
};

/** Lengths of edits are in the movie's ticks, often a thousandth of a second, and rounded as it pleases. */
const EARLY_SECONDS = 0.1;
const TOLERANCE_SECONDS = 0.001;

const endsEarly = ({ decodeTimes, count, timescale }: SampleTable, mediaTime: number, seconds: number): boolean =>
  ((decodeTimes[count] ?? 0) - mediaTime) / timescale - seconds > EARLY_SECONDS;

/** Of the first group of pictures, which are those that can be shown first. */
export const firstPresentation = (table: SampleTable, { decodeShift, compositionShift }: CopyPlace): number => {
  const end = table.syncSamples[1] ?? table.count;
  let first = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < end; sample++) first = Math.min(first, presentation(table, sample));
  return first + decodeShift + compositionShift;
};

/** On the track's own clock. */
export const presentation = ({ decodeTimes, compositionOffsets }: SampleTable, sample: number): number =>
  (decodeTimes[sample] ?? 0) + (compositionOffsets[sample] ?? 0);
