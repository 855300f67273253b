import { HEAVY_WEIGHT } from './choose-queue.ts';
import { estimateFrame, estimateReading } from './estimate-work.ts';
import type { FittedRung } from './ladder.ts';
import type { Probe, VideoProbe } from './probe.ts';
import { toNumber } from './rational.ts';
import type { PlannedTask } from './rendition.ts';
import type { SourceObject, VideoOutput } from './task.ts';
import {
  countSegments,
  cutFirstSegment,
  cutRanges,
  type FrameRange,
  segmentFrames,
  type Timeline,
} from './timeline.ts';

/** A join of ranges this short or shorter would break the rate cap if each began with a nearly full rate buffer. */
const SHORT_RANGE_SECONDS = 15;

/** A media is scheduled in one transaction, and Aurora DSQL writes 3,000 rows and 10 MiB in one. 12 rungs take 3.5 kB. */
const MAX_RANGES = 2000;

/** A source that is one range has no other range to fill the cores with. A number of its own: it decides the bytes. */
const THREADS_OF_ONE_RANGE = 4;

/** Of the first range, the lowest rungs that are encoded apart from the others, so that something can be played soon. */
export const FIRST_RUNGS = 2;

export interface RangeOptions {
  readonly probe: Probe;
  readonly video: VideoProbe;
  readonly source: SourceObject;
  readonly timeline: Timeline;
  /** Highest first, each with how many frames of the timeline it shows one of. */
  readonly rungs: readonly FittedRung[];
  readonly divisors: readonly number[];
  readonly taskSegments: number;
  readonly threads: number;
  /** Whether the first range is to be there as soon as can be. */
  readonly isAwaited: boolean;
}

/** The tasks that encode the pictures, range by range; those of the first range in the order in which they are wanted. */
export const planRanges = (options: RangeOptions): readonly (readonly PlannedTask[])[] => {
  const { probe, source, timeline, isAwaited, taskSegments } = options;
  const outputs = listOutputs(options);
  const frameWeight = weighFrame(options, outputs);
  // Shorter ranges rather than heavy ones: Lambdas do them side by side.
  const lightSegments = Math.max(1, Math.floor(HEAVY_WEIGHT / (frameWeight * segmentFrames(timeline))));
  const usualSegments = Math.min(taskSegments, lightSegments);
  const ranges = probe.isExactlySeekable
    ? cutRanges(timeline, Math.max(usualSegments, Math.ceil(countSegments(timeline) / MAX_RANGES)))
    : cutFirstSegment(timeline);
  const isSplit = isAwaited && ranges.length > 1 && outputs.length > FIRST_RUNGS;
  return ranges.map((range, i) => {
    const groups = isSplit && i === 0 ? [outputs.slice(-FIRST_RUNGS), outputs.slice(0, -FIRST_RUNGS)] : [outputs];
    return groups.map((group) => ({
      renditions: group.map(({ name }) => name),
      weight: Math.max(
        range.frames * weighFrame(options, group),
        estimateReading((source.bytes * range.frames) / timeline.frames),
      ),
      spec: describeRange(options, range, group),
    }));
  });
};

const listOutputs = ({ rungs, divisors }: RangeOptions): readonly VideoOutput[] =>
  rungs.map((rung, i) => ({
    name: rung.name,
    width: rung.width,
    height: rung.pictureHeight,
    frameDivisor: divisors[i] ?? 1,
    crf: rung.crf,
    maxBitrate: rung.maxBitrate,
    bufferBits: 2 * rung.maxBitrate,
    preset: rung.preset,
    profile: rung.profile,
  }));

const weighFrame = ({ video, timeline }: RangeOptions, outputs: readonly VideoOutput[]): number =>
  estimateFrame({ source: video, frameRate: timeline.frameRate, outputs });

const describeRange = (
  { probe, video, source, timeline, threads }: RangeOptions,
  range: FrameRange,
  outputs: readonly VideoOutput[],
): PlannedTask['spec'] => {
  const { frameRate, timescale, frameTicks, gopFrames, segmentGops } = timeline;
  return {
    kind: 'video',
    source,
    streamIndex: video.streamIndex,
    zeroSeconds: probe.startSeconds,
    zeroTicks: Math.round((probe.startSeconds * video.timeBase.den) / video.timeBase.num),
    endSeconds: video.endSeconds,
    frameRate,
    timescale,
    frameTicks,
    ...range,
    gopFrames,
    segmentGops,
    seek: probe.isExactlySeekable,
    deinterlace: video.isInterlaced,
    ...(video.dynamicRange === 'sdr' ? {} : { toneMap: video.dynamicRange }),
    color: video.color,
    halfFullBuffer: range.frames / toNumber(frameRate) < SHORT_RANGE_SECONDS,
    threads: probe.isExactlySeekable ? threads : Math.max(threads, THREADS_OF_ONE_RANGE),
    outputs: [...outputs],
  };
};
