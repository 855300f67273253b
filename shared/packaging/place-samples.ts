import type { TrackSamples } from './track-samples.ts';

/** When a track's samples are decoded and shown, as an index says it. In ticks. */
export interface SampleTimes {
  readonly durations: Uint32Array;
  readonly compositionOffsets: Uint32Array;
  /** That a reader may enter at, ascending from 1. */
  readonly syncSamples: Uint32Array;
  /** From when to when something is shown, or heard. */
  readonly from: number;
  readonly to: number;
}

/** Sound: where its packets are even, exactly so; otherwise as they came. */
export const placePackets = (samples: TrackSamples): SampleTimes => {
  const { start, count, evenTicks, compositionOffsets, syncSamples } = samples;
  const durations = evenTicks === undefined ? samples.durations : new Uint32Array(count).fill(evenTicks);
  const to = durations.reduce((end, ticks) => end + ticks, start);
  return { durations, compositionOffsets, syncSamples, from: start, to };
};

/**
 * Pictures: each is decoded as late as can be, just before the first of it and all that follow is shown. Readers look for a key
 * picture by when it is decoded; as sources have it, that may be long before it is shown, and what is shown in between would be
 * missed. A picture with others behind it that are shown much earlier is none to enter at.
 *
 * @param mostBefore ticks by which pictures may be shown before the key picture that they follow.
 */
export const placePictures = (samples: TrackSamples, mostBefore: number): SampleTimes => {
  const { count } = samples;
  const shown = showTimes(samples);
  const decoded = new Float64Array(count);
  let next = Number.POSITIVE_INFINITY;
  for (let i = count - 1; i >= 0; i--) {
    next = Math.min(shown[i] ?? 0, next - 1);
    decoded[i] = next;
  }
  const from = shown.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
  const last = shown.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  const to = last + Math.max(1, samples.durations.at(-1) ?? 1);
  const waits = (i: number): number => (shown[i] ?? 0) - (decoded[i] ?? 0);
  return {
    durations: Uint32Array.from(decoded, (time, i) => (decoded[i + 1] ?? to) - time),
    compositionOffsets: Uint32Array.from(decoded, (_, i) => waits(i)),
    // Whoever asks for a time before the first key picture gets all from the start, and no error.
    syncSamples: startWith(
      1,
      samples.syncSamples.filter((n) => n > 1 && waits(n - 1) <= mostBefore),
    ),
    ...{ from, to },
  };
};

/** There may be more of them than a call takes arguments. */
const startWith = (first: number, others: Uint32Array): Uint32Array => {
  const all = new Uint32Array(others.length + 1);
  all[0] = first;
  all.set(others, 1);
  return all;
};

const showTimes = ({ start, durations, compositionOffsets }: TrackSamples): Float64Array => {
  let at = start;
  return Float64Array.from(durations, (ticks, i) => {
    const time = at + (compositionOffsets[i] ?? 0);
    at += ticks;
    return time;
  });
};
