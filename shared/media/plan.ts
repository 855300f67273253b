import { HEAVY_WEIGHT } from './choose-queue.ts';
import { estimateFrame, estimateReading } from './estimate-work.ts';
import { type FittedRung, fitLadder, type LadderRung } from './ladder.ts';
import { outputSampleRate, planAudioTracks } from './plan-audio-tracks.ts';
import { planCover, planPoster } from './plan-poster.ts';
import type { Probe, VideoProbe } from './probe.ts';
import { type Rational, rational, toNumber } from './rational.ts';
import type { MediaPlan, Plan, PlannedTask, RenditionSpec } from './rendition.ts';
import type { SourceObject, VideoOutput } from './task.ts';
import { countSegments, cutRanges, layTimeline, segmentFrames, segmentSeconds, type Timeline } from './timeline.ts';

export interface PlanSettings {
  readonly ladder: readonly LadderRung[];
  readonly audio: { readonly bitrates: readonly number[] };
  readonly gopSeconds: number;
  readonly segmentSeconds: number;
  readonly taskSegments: number;
  readonly threads: number;
}

/**
 * Decides everything about a media from what its probe says: renditions, the frame grid, and the tasks in the order
 * that makes something playable soonest. Pure: equal arguments give equal tasks, and so equal bytes.
 * The probe must have a video or an audio stream.
 */
export const planMedia = (probe: Probe, source: SourceObject, settings: PlanSettings): Plan =>
  probe.video ? planVideo(probe, probe.video, source, settings) : planAudio(probe, source, settings);

const planVideo = (probe: Probe, video: VideoProbe, source: SourceObject, settings: PlanSettings): Plan => {
  const rungs = fitLadder(video, settings.ladder);
  const { frameRate, divisors } = fitFrameRates(video.frameRate, rungs);
  const timeline = layTimeline({ ...settings, frameRate, durationSeconds: probe.durationSeconds, divisors });
  const outline: MediaPlan = {
    kind: 'video',
    duration: rational(timeline.frames * frameRate.den, frameRate.num),
    segmentSeconds: segmentSeconds(timeline),
    segments: countSegments(timeline),
  };
  const audio = planAudioTracks(probe, source, outline, [Math.max(...settings.audio.bitrates)]);
  const renditions: RenditionSpec[] = rungs.map((rung, i) => ({
    kind: 'video',
    name: rung.name,
    width: rung.width,
    height: rung.pictureHeight,
    frameRate: rational(frameRate.num, frameRate.den * (divisors[i] ?? 1)),
    maxBitrate: rung.maxBitrate,
  }));
  const [first, ...rest] = planRanges(probe, video, timeline, source, settings, rungs, divisors);
  return {
    outline,
    renditions: [...renditions, ...audio.renditions],
    tasks: [...(first ? [first] : []), ...audio.tasks, planPoster(probe, video, source), ...rest],
  };
};

const planAudio = (probe: Probe, source: SourceObject, settings: PlanSettings): Plan => {
  const seconds = rational(Math.round(settings.segmentSeconds * 1000), 1000);
  const sampleRate = outputSampleRate(probe.audio[0]);
  const outline: MediaPlan = {
    kind: 'audio',
    duration: rational(Math.max(1, Math.round(probe.durationSeconds * sampleRate)), sampleRate),
    segmentSeconds: seconds,
    segments: Math.max(1, Math.ceil(probe.durationSeconds / toNumber(seconds))),
  };
  const { renditions, tasks } = planAudioTracks(probe, source, outline, settings.audio.bitrates);
  return { outline, renditions, tasks: [...tasks, ...planCover(probe, source)] };
};

/** The grid runs at the fastest rung's rate; slower rungs show every n-th frame of it. */
const fitFrameRates = (
  source: Rational,
  rungs: readonly FittedRung[],
): { frameRate: Rational; divisors: readonly number[] } => {
  const divisorFor = (cap: number): number => Math.max(1, Math.ceil(toNumber(source) / cap - 1e-6));
  const all = rungs.map((rung) => divisorFor(rung.maxFrameRate));
  const grid = Math.min(...all);
  const frameRate = rational(source.num, source.den * grid);
  return {
    frameRate,
    divisors: rungs.map((rung) => Math.max(1, Math.ceil(toNumber(frameRate) / rung.maxFrameRate - 1e-6))),
  };
};

/** A join of ranges this short or shorter would break the rate cap if each began with a nearly full rate buffer. */
const SHORT_RANGE_SECONDS = 15;

/** A media is scheduled in one transaction, and Aurora DSQL writes 3,000 rows and 10 MiB in one. 12 rungs take 3.5 kB. */
const MAX_RANGES = 2000;

/** A source that is one range has no other range to fill the cores with. A number of its own: it decides the bytes. */
const THREADS_OF_ONE_RANGE = 4;

const planRanges = (
  probe: Probe,
  video: VideoProbe,
  timeline: Timeline,
  source: SourceObject,
  settings: PlanSettings,
  rungs: readonly FittedRung[],
  divisors: readonly number[],
): readonly PlannedTask[] => {
  const outputs = rungs.map(
    (rung, i): VideoOutput => ({
      name: rung.name,
      width: rung.width,
      height: rung.pictureHeight,
      frameDivisor: divisors[i] ?? 1,
      crf: rung.crf,
      maxBitrate: rung.maxBitrate,
      bufferBits: 2 * rung.maxBitrate,
      preset: rung.preset,
      profile: rung.profile,
    }),
  );
  const frameWeight = estimateFrame({ source: video, frameRate: timeline.frameRate, outputs });
  // Shorter ranges rather than heavy ones: Lambdas do them side by side.
  const lightSegments = Math.max(1, Math.floor(HEAVY_WEIGHT / (frameWeight * segmentFrames(timeline))));
  const usualSegments = Math.min(settings.taskSegments, lightSegments);
  const ranges = probe.isExactlySeekable
    ? cutRanges(timeline, Math.max(usualSegments, Math.ceil(countSegments(timeline) / MAX_RANGES)))
    : [{ firstFrame: 0, frames: timeline.frames, firstSegmentNumber: 1 }];
  const { frameRate, timescale, frameTicks, gopFrames, segmentGops } = timeline;
  const zeroTicks = Math.round((probe.startSeconds * video.timeBase.den) / video.timeBase.num);
  return ranges.map((range) => ({
    renditions: rungs.map((rung) => rung.name),
    weight: Math.max(range.frames * frameWeight, estimateReading((source.bytes * range.frames) / timeline.frames)),
    spec: {
      kind: 'video',
      source,
      streamIndex: video.streamIndex,
      zeroSeconds: probe.startSeconds,
      zeroTicks,
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
      threads: probe.isExactlySeekable ? settings.threads : Math.max(settings.threads, THREADS_OF_ONE_RANGE),
      outputs,
    },
  }));
};
