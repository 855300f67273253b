import { gcd, type Rational, rational, toNumber } from './rational.ts';

/** The grid that every video rendition of a media is cut on. Counted in frames, so nothing drifts. */
export interface Timeline {
  /** Of the grid; a rendition may show every n-th frame. */
  readonly frameRate: Rational;
  readonly frames: number;
  readonly gopFrames: number;
  readonly segmentGops: number;
  /** Ticks per second and per frame of what is written. */
  readonly timescale: number;
  readonly frameTicks: number;
}

export interface FrameRange {
  readonly firstFrame: number;
  readonly frames: number;
  readonly firstSegmentNumber: number;
}

/** A clock below this many ticks a second makes players' arithmetic coarse; 24 is written as 24000. */
const MIN_TIMESCALE = 10_000;

const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;

/**
 * @param durationSeconds what is to be shown; the grid has at least one frame.
 * @param divisors the frame divisors of all renditions: a GOP must be a whole number of frames in each of them.
 */
export const layTimeline = (options: {
  readonly frameRate: Rational;
  readonly durationSeconds: number;
  readonly gopSeconds: number;
  readonly segmentSeconds: number;
  readonly divisors: readonly number[];
}): Timeline => {
  const fps = toNumber(options.frameRate);
  const step = options.divisors.reduce(lcm, 1);
  const gopFrames = Math.max(1, Math.round((options.gopSeconds * fps) / step)) * step;
  const { num, den } = options.frameRate;
  const factor = num >= MIN_TIMESCALE ? 1 : Math.ceil(MIN_TIMESCALE / num / 1000) * 1000;
  return {
    frameRate: options.frameRate,
    frames: Math.max(1, Math.round(options.durationSeconds * fps)),
    gopFrames,
    segmentGops: Math.max(1, Math.round(options.segmentSeconds / (gopFrames / fps))),
    timescale: num * factor,
    frameTicks: den * factor,
  };
};

export const segmentFrames = (timeline: Timeline): number => timeline.gopFrames * timeline.segmentGops;

export const countSegments = (timeline: Timeline): number => Math.ceil(timeline.frames / segmentFrames(timeline));

export const segmentSeconds = (timeline: Timeline): Rational =>
  rational(segmentFrames(timeline) * timeline.frameRate.den, timeline.frameRate.num);

/**
 * The ranges of a source that cannot be entered: the first segment, which is there at once, and the rest, for which it is decoded
 * from its start again.
 */
export const cutFirstSegment = (timeline: Timeline): readonly FrameRange[] => {
  const { frames } = timeline;
  const first = segmentFrames(timeline);
  if (countSegments(timeline) <= MOST_AT_ONCE) return [{ firstFrame: 0, frames, firstSegmentNumber: 1 }];
  return [
    { firstFrame: 0, frames: first, firstSegmentNumber: 1 },
    { firstFrame: first, frames: frames - first, firstSegmentNumber: 2 },
  ];
};

/** Segments that are there soon even if they are one task. */
const MOST_AT_ONCE = 2;

/** Aim for at least this many tasks: enough to fill a small machine evenly, and to be spread wide on Lambda. */
const TASKS_TO_AIM_FOR = 8;

/** Ranges grow to the usual length in this many steps at most. */
const MOST_STEPS = 8;

/**
 * Cuts the timeline into ranges of whole segments: one, two, three, … up to the usual length, so that something can be played
 * early. The usual length is shorter for short media, so that all cores have work to the end.
 */
export const cutRanges = (timeline: Timeline, maxSegments: number): readonly FrameRange[] => {
  const perSegment = segmentFrames(timeline);
  const segments = countSegments(timeline);
  const usual = Math.min(maxSegments, Math.ceil(segments / TASKS_TO_AIM_FOR));
  const step = Math.ceil(usual / MOST_STEPS);
  const ranges: FrameRange[] = [];
  for (let done = 0; done < segments; ) {
    const length = Math.min(usual, 1 + ranges.length * step, segments - done);
    const firstFrame = done * perSegment;
    const frames = Math.min(length * perSegment, timeline.frames - firstFrame);
    ranges.push({ firstFrame, frames, firstSegmentNumber: done + 1 });
    done += length;
  }
  return ranges;
};
