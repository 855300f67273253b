import { estimateDecoding, estimateFrame } from './estimate-work.ts';
import { FIRST_RUNGS } from './plan-ranges.ts';
import type { Probe } from './probe.ts';
import { gcd, toNumber } from './rational.ts';
import { isCopied, type Plan } from './rendition.ts';
import type { VideoOutput, VideoTaskSpec } from './task.ts';
import type { TitleTrial } from './title-findings.ts';
import { listTrials } from './title-trials.ts';

/** Some moments of a title that are encoded on trial. */
export interface TitleWindows {
  /**
   * One task for each moment. The first output are the pictures by which the others are judged, some of them and not encoded;
   * the others are the trials, in their order.
   */
  readonly specs: readonly VideoTaskSpec[];
  readonly trials: readonly Pick<TitleTrial, 'name' | 'crf'>[];
  /** Seconds of one vCPU. */
  readonly weight: number;
}

/** Of a second at each moment so many pictures are compared; of neighbours one says what the other does. */
const JUDGED_PICTURES = 5;
const WINDOW_SECONDS = 1;

/** More are not looked at side by side, however many cores there are. */
export const MOMENTS_AT_ONCE = 2;

/** Fewer would be an accident, more say little that is new. */
const LEAST_WINDOWS = 3;
const MOST_WINDOWS = 5;

/** The look may take so much of what the title takes: see ADR 48 for what it saves. */
const WORTH_OF_WORK = 0.015;

/** What it takes to decode what was encoded and to compare it, against encoding it. */
const JUDGING = 0.45;
/** Key frames are some seconds apart, and pictures from the one before have to be decoded. */
const ENTERING_SECONDS = 4;

/**
 * Where to look at a title, from its plan without a look; undefined where that is not worth while: no rung to decide about, no
 * way into the middle of the source, or so short that looking takes longer than what it saves.
 * @param windows so many, however long the title is. @default as many as are worth it
 */
export const planTitleWindows = (
  { video, isExactlySeekable }: Probe,
  plan: Plan,
  windows?: number,
): TitleWindows | undefined => {
  const specs = plan.tasks.map(({ spec }) => spec).filter((spec) => spec.kind === 'video');
  const outputs = listOutputs(plan, specs);
  const [template] = specs;
  if (!video || !template || !isExactlySeekable || outputs.length < FIRST_RUNGS + 2) return undefined;
  const frames = Math.max(...specs.map((spec) => spec.firstFrame + spec.frames));
  const trials = listTrials(outputs, FIRST_RUNGS);
  const window = layWindow({ ...template, outputs: [...outputs] }, trials);

  const frameRate = window.frameRate;
  const frame = (of: readonly VideoOutput[]): number => estimateFrame({ source: video, frameRate, outputs: of });
  const [, ...tried] = window.outputs;
  const weight = (1 + JUDGING) * window.frames * frame(tried) + ENTERING_SECONDS * estimateDecoding(video);
  const affordable = Math.floor((WORTH_OF_WORK * frames * frame(outputs)) / weight);
  const count = windows ?? Math.min(MOST_WINDOWS, affordable);
  if (count < (windows ?? LEAST_WINDOWS) || frames < count * window.frames) return undefined;
  return {
    specs: Array.from({ length: count }, (_, i) => ({
      ...window,
      firstFrame: alignDown(((i + 0.5) * frames) / count - window.frames / 2, window.outputs[0]?.frameDivisor ?? 1),
    })),
    trials,
    weight: count * weight,
  };
};

/** Highest first, as the plan's renditions are. Tasks may have some of them each. */
const listOutputs = ({ renditions }: Plan, specs: readonly VideoTaskSpec[]): readonly VideoOutput[] =>
  renditions
    .filter((rendition) => rendition.kind === 'video' && !isCopied(rendition))
    .flatMap(({ name }) => specs.flatMap((spec) => spec.outputs.filter((output) => output.name === name)).slice(0, 1));

const layWindow = (template: VideoTaskSpec, trials: TitleWindows['trials']): VideoTaskSpec => {
  const { outputs, frameRate } = template;
  const step = outputs.map(({ frameDivisor }) => frameDivisor).reduce((a, b) => (a / gcd(a, b)) * b, 1);
  const every = step * Math.max(1, Math.round((WINDOW_SECONDS * toNumber(frameRate)) / (JUDGED_PICTURES * step)));
  const tried = trials.flatMap(({ name, crf }) => {
    const output = outputs.find((one) => one.name === name);
    return output ? [{ ...output, crf, name: `${name}-${crf}` }] : [];
  });
  const [top] = outputs;
  if (!top) throw new RangeError('a video has a rendition at least');
  return {
    ...template,
    frames: every * JUDGED_PICTURES,
    firstSegmentNumber: 1,
    halfFullBuffer: true,
    // First, so that no other is made from it: it does not have all frames.
    outputs: [{ ...top, name: 'reference', frameDivisor: every }, ...tried],
  };
};

/** The first frame of a range has to be one that every rendition has. */
const alignDown = (frame: number, step: number): number => Math.max(0, Math.floor(frame / step) * step);
