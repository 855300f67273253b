import { PackagingError } from './packaging-error.ts';

export interface Bandwidth {
  /** Bits per second, whole, rounded up. */
  readonly peak: number;
  readonly average: number;
}

/**
 * Peak and average rate of what a player downloads, init segment not counted. The peak is the largest rate of any run of
 * segments that lasts between 0.5 and 1.5 target durations (RFC 8216, 4.1); for a track without such a run (one short
 * segment), the average.
 */
export const measureBandwidth = (
  segments: readonly { readonly bytes: number; readonly durationTicks: number }[],
  timescale: number,
  targetSeconds: number,
): Bandwidth => {
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const ticks = segments.reduce((sum, segment) => sum + segment.durationTicks, 0);
  if (ticks <= 0) throw new PackagingError('invalid_input', 'a track without duration has no bandwidth');
  const average = (bytes * 8 * timescale) / ticks;
  const shortest = 0.5 * targetSeconds * timescale;
  const longest = 1.5 * targetSeconds * timescale;

  let peak = 0;
  for (let first = 0; first < segments.length; first++) {
    let runBytes = 0;
    let runTicks = 0;
    for (let last = first; last < segments.length && runTicks <= longest; last++) {
      runBytes += segments[last]?.bytes ?? 0;
      runTicks += segments[last]?.durationTicks ?? 0;
      if (runTicks >= shortest && runTicks <= longest) peak = Math.max(peak, (runBytes * 8 * timescale) / runTicks);
    }
  }
  return { peak: Math.ceil(peak || average), average: Math.ceil(average) };
};
