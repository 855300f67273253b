import { HEAVY_WEIGHT, mostTaskBytes } from './choose-queue.ts';
import { estimateMemory } from './estimate-memory.ts';
import { ENTRY_SECONDS, estimateReading, estimateVideo } from './estimate-work.ts';
import type { FittedRung } from './ladder.ts';
import type { Probe, VideoProbe } from './probe.ts';
import { toNumber } from './rational.ts';
import type { PlannedTask } from './rendition.ts';
import { SHORT_RANGE_SECONDS, type Split, splitWork } from './split-work.ts';
import type { SourceObject, VideoOutput } from './task.ts';
import {
  countSegments,
  cutFirstSegment,
  cutRanges,
  type FrameRange,
  segmentFrames,
  segmentSeconds,
  type Timeline,
} from './timeline.ts';

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
  /** Memory of a Lambda. */
  readonly taskMegabytes?: number | undefined;
  /** Whether the first range is to be there as soon as can be. */
  readonly isAwaited: boolean;
}

/**
 * The tasks that encode the pictures, range by range in the order of time, and of each range the lowest rungs first. Those of the
 * first range are in the order in which they are wanted.
 */
export const planRanges = (options: RangeOptions): readonly (readonly PlannedTask[])[] => {
  const { probe, timeline, isAwaited } = options;
  const outputs = listOutputs(options);
  const { segments, groups } = probe.isExactlySeekable ? split(options, outputs) : { segments: 1, groups: [outputs] };
  const ranges = probe.isExactlySeekable ? cutRanges(timeline, segments) : cutFirstSegment(timeline);
  return ranges.map((range, i) => {
    const isWanted = i === 0 && isAwaited && ranges.length > 1;
    return (isWanted ? beginLow(groups) : groups).map((group) => planTask(options, range, group));
  });
};

const split = (options: RangeOptions, outputs: readonly VideoOutput[]): Split<VideoOutput> => {
  const { timeline, taskSegments } = options;
  const segments = countSegments(timeline);
  return splitWork({
    ...{ outputs, segments, segmentSeconds: toNumber(segmentSeconds(timeline)), taskSegments },
    cost: (group, count) => {
      const frames = Math.min(timeline.frames, count * segmentFrames(timeline));
      // Not the first range: the source is entered for it.
      const weight = weighRange(options, { firstFrame: timeline.frames - frames, frames }, group);
      return { seconds: weight, isLight: weight <= HEAVY_WEIGHT && !isLarge(options, group) };
    },
  });
};

/** The lowest rungs by themselves, ahead of the others; no more of them than share a task otherwise. */
const beginLow = ([lower = [], ...others]: Split<VideoOutput>['groups']): Split<VideoOutput>['groups'] =>
  [lower.slice(-FIRST_RUNGS), lower.slice(0, -FIRST_RUNGS), ...others].filter((group) => group.length > 0);

const planTask = (options: RangeOptions, range: FrameRange, outputs: readonly VideoOutput[]): PlannedTask => ({
  renditions: outputs.map(({ name }) => name),
  weight: weighRange(options, range, outputs),
  ...(isLarge(options, outputs) ? { isLarge: true } : {}),
  spec: describeRange(options, range, outputs),
});

const weighRange = (
  { probe, video, source, timeline }: RangeOptions,
  { firstFrame, frames }: Pick<FrameRange, 'firstFrame' | 'frames'>,
  outputs: readonly VideoOutput[],
): number => {
  const pictures = { ...video, bitrate: video.bitrate ?? (source.bytes * 8) / probe.durationSeconds };
  const before = probe.isExactlySeekable ? 0 : firstFrame;
  const seconds = estimateVideo({
    ...{ source: pictures, frameRate: timeline.frameRate, outputs, frames },
    segments: Math.ceil(frames / segmentFrames(timeline)),
    secondsBefore: firstFrame > 0 && before === 0 ? ENTRY_SECONDS : before / toNumber(timeline.frameRate),
  });
  return Math.max(seconds, estimateReading((source.bytes * (before + frames)) / timeline.frames));
};

const isLarge = ({ video, probe, threads, taskMegabytes }: RangeOptions, outputs: readonly VideoOutput[]): boolean =>
  estimateMemory({ source: video, outputs, threads: countThreads(probe, threads) }) > mostTaskBytes(taskMegabytes);

const countThreads = (probe: Probe, threads: number): number =>
  probe.isExactlySeekable ? threads : Math.max(threads, THREADS_OF_ONE_RANGE);

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
    threads: countThreads(probe, threads),
    outputs: [...outputs],
  };
};
