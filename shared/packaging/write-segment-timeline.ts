import { element } from './write-xml.ts';

/** A `SegmentTimeline` of the durations, from 0: equal neighbours become one `S` with a repeat count. */
export const writeSegmentTimeline = (durations: readonly number[]): string[] => {
  const runs: { d: number; count: number }[] = [];
  for (const d of durations) {
    const run = runs.at(-1);
    if (run?.d === d) run.count++;
    else runs.push({ d, count: 1 });
  }
  const lines = runs.flatMap(({ d, count }, i) =>
    element('S', { t: i === 0 ? 0 : undefined, d, r: count > 1 ? count - 1 : undefined }),
  );
  return element('SegmentTimeline', {}, lines);
};
