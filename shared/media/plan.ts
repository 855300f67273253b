import { applyTitle } from './apply-title.ts';
import { type FittedRung, fitLadder } from './ladder.ts';
import { outputSampleRate, planAudioTracks } from './plan-audio-tracks.ts';
import { planCopyTasks, type SourceJudgement } from './plan-copy-tasks.ts';
import { planCover, planPoster } from './plan-poster.ts';
import { planRanges } from './plan-ranges.ts';
import type { PlanSettings } from './plan-settings.ts';
import type { TitleFit } from './prepared.ts';
import type { Probe, VideoProbe } from './probe.ts';
import { type Rational, rational, toNumber } from './rational.ts';
import type { MediaPlan, Plan, PlannedTask, RenditionSpec } from './rendition.ts';
import type { SourceObject } from './task.ts';
import { countSegments, layTimeline, segmentSeconds } from './timeline.ts';

/** What is known of a source beside its probe. */
export interface Findings {
  readonly judgement?: SourceJudgement | undefined;
  readonly title?: TitleFit | undefined;
}

/**
 * Decides everything about a media from what its probe says: renditions, the frame grid, and the tasks in the order
 * that makes something playable soonest. Pure: equal arguments give equal tasks, and so equal bytes.
 * The probe must have a video or an audio stream.
 */
export const planMedia = (
  probe: Probe,
  source: SourceObject,
  settings: PlanSettings,
  { judgement, title }: Findings = {},
): Plan =>
  probe.video
    ? planVideo(probe, probe.video, source, settings, { judgement, title })
    : planAudio(probe, source, settings);

const planVideo = (
  probe: Probe,
  video: VideoProbe,
  source: SourceObject,
  settings: PlanSettings,
  { judgement, title }: Findings,
): Plan => {
  const rungs = applyTitle(fitLadder(video, settings.ladder), title);
  const { frameRate, divisors } = fitFrameRates(video.frameRate, rungs);
  const timeline = layTimeline({ ...settings, frameRate, durationSeconds: probe.durationSeconds, divisors });
  const outline: MediaPlan = {
    kind: 'video',
    duration: rational(timeline.frames * frameRate.den, frameRate.num),
    segmentSeconds: segmentSeconds(timeline),
    segments: countSegments(timeline),
    ...(judgement && !judgement.isStandard && { nonStandardReasons: [...judgement.reasons] }),
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
  const [first = [], ...rest] = planRanges({
    ...{ probe, video, source, timeline, rungs, divisors },
    ...{ taskSegments: settings.taskSegments, threads: settings.threads, isAwaited: !judgement?.isStandard },
    taskMegabytes: settings.taskMegabytes,
  });
  const poster = planPoster(probe, video, source);
  const [soundFirst, soundRest] = splitFirst(audio.tasks);
  if (judgement?.isStandard) {
    const taken = renditions.map(({ name }) => name);
    const copy = judgement.copy && planCopyTasks(judgement.copy, { probe, video, source, settings, taken });
    const [copyFirst, copyRest] = splitFirst(copy?.tasks ?? []);
    const shown = [...copyFirst, ...soundFirst, ...copyRest, ...soundRest];
    return {
      outline,
      renditions: [...(copy ? [copy.rendition] : []), ...renditions, ...audio.renditions],
      tasks: [...shown, poster, ...first, ...rest.flat()],
    };
  }
  return {
    outline,
    renditions: [...renditions, ...audio.renditions],
    tasks: [...first.slice(0, 1), ...soundFirst, ...first.slice(1), poster, ...soundRest, ...rest.flat()],
  };
};

/** The tasks that begin the media, and the others. */
const splitFirst = (tasks: readonly PlannedTask[]): readonly [readonly PlannedTask[], readonly PlannedTask[]] => {
  const isFirst = ({ spec }: PlannedTask): boolean => 'firstSegmentNumber' in spec && spec.firstSegmentNumber === 1;
  return [tasks.filter(isFirst), tasks.filter((task) => !isFirst(task))];
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
