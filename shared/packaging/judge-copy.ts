import { type CopyPlace, firstPresentation, placeCopy, presentation } from './place-copy.ts';
import { type CopySegment, planCopy, stretchOf } from './plan-copy.ts';
import type { SampleTable } from './sample-table.ts';

export interface CopyRules {
  /** Of the file. */
  readonly fileBytes: number;
  /** The zero of the media's timeline, on the clock of the presentation. */
  readonly zeroSeconds: number;
  /** How long the media is. */
  readonly durationSeconds: number;
  readonly segmentSeconds: number;
}

/** Why a track cannot be played as it is; all of it is in its tables. */
export type CopyReason =
  | 'video_codec'
  | 'index'
  | 'edit_list'
  | 'timeline'
  | 'open_gop'
  | 'key_frame_interval'
  | 'bit_rate';

export type CopyJudgement =
  | { readonly ok: true; readonly place: CopyPlace; readonly segments: readonly CopySegment[] }
  | { readonly ok: false; readonly reasons: readonly CopyReason[] };

/** The longest group of pictures: a player cannot enter within it, and fetches it as one segment. */
const MAX_GOP_SECONDS = 20;
/** Viewers have no other choice while the others are encoded. Bits per second, over the whole and in any segment. */
const MAX_AVERAGE = 8_000_000;
const MAX_PEAK = 16_000_000;
/** Pictures that come later than the sound or end before it by more than this would leave a hole. */
const MAX_HOLE_SECONDS = 0.5;

export const judgeCopy = (table: SampleTable, rules: CopyRules): CopyJudgement => {
  const place = placeCopy(table, rules.zeroSeconds);
  const segments = planCopy(table, rules.segmentSeconds);
  const checks: Readonly<Record<CopyReason, boolean>> = {
    video_codec: table.entry.type === 'avc1',
    index: isWithin(table, rules.fileBytes) && isTogether(table, segments),
    edit_list: place !== undefined,
    timeline: place === undefined || fillsTimeline(table, place, rules),
    open_gop: isClosed(table),
    key_frame_interval: segments.every(({ gops }) =>
      gops.every(({ ticks }) => ticks > 0 && ticks <= MAX_GOP_SECONDS * table.timescale),
    ),
    bit_rate: isSane(table, segments),
  };
  const reasons = (Object.keys(checks) as CopyReason[]).filter((reason) => !checks[reason]);
  return reasons.length === 0 && place ? { ok: true, place, segments } : { ok: false, reasons };
};

const isWithin = ({ positions, sizes }: SampleTable, fileBytes: number): boolean =>
  positions.every((position, i) => (sizes[i] ?? 0) > 0 && position + (sizes[i] ?? 0) <= fileBytes);

/** Between the pictures lies sound, but not the whole file: a segment is read in one stretch, into memory. */
const isTogether = (table: SampleTable, segments: readonly CopySegment[]): boolean =>
  segments.every((segment) => {
    const { start, end } = stretchOf(table, segment);
    return end - start <= 4 * segment.bytes + 4 * 1024 * 1024;
  });

const fillsTimeline = (table: SampleTable, place: CopyPlace, { durationSeconds }: CopyRules): boolean => {
  const { timescale, count, decodeTimes } = table;
  const start = firstPresentation(table, place) / timescale;
  const end = ((decodeTimes[count] ?? 0) + place.decodeShift + place.compositionShift) / timescale;
  return start <= MAX_HOLE_SECONDS && durationSeconds - end <= MAX_HOLE_SECONDS;
};

/** Whether each group of pictures can be shown without the others: all that follow its key frame are shown after it. */
const isClosed = (table: SampleTable): boolean => {
  const { syncSamples, count } = table;
  if (syncSamples[0] !== 0) return false;
  let latest = Number.NEGATIVE_INFINITY;
  for (let gop = 0; gop < syncSamples.length; gop++) {
    const key = syncSamples[gop] ?? 0;
    const shown = presentation(table, key);
    if (shown <= latest) return false;
    for (let sample = key; sample < (syncSamples[gop + 1] ?? count); sample++) {
      const at = presentation(table, sample);
      if (at < shown) return false;
      latest = Math.max(latest, at);
    }
  }
  return true;
};

const isSane = ({ timescale }: SampleTable, segments: readonly CopySegment[]): boolean => {
  const rate = (bytes: number, ticks: number): number => (bytes * 8 * timescale) / Math.max(1, ticks);
  const whole = segments.reduce((sum, { bytes, ticks }) => ({ bytes: sum.bytes + bytes, ticks: sum.ticks + ticks }), {
    bytes: 0,
    ticks: 0,
  });
  return rate(whole.bytes, whole.ticks) <= MAX_AVERAGE && peakBitrate(segments, timescale) <= MAX_PEAK;
};

/** A segment that is shorter than this says nothing of a rate. */
const SHORTEST_SECONDS = 1;

/** Bits per second of the densest segment. */
export const peakBitrate = (segments: readonly Pick<CopySegment, 'bytes' | 'ticks'>[], timescale: number): number =>
  Math.ceil(
    Math.max(0, ...segments.map(({ bytes, ticks }) => (bytes * 8) / Math.max(SHORTEST_SECONDS, ticks / timescale))),
  );
