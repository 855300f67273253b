import { divideRounded, type Fraction } from './fraction.ts';
import { PackagingError } from './packaging-error.ts';
import { AAC_FRAME_SAMPLES } from './read-adts-frames.ts';

export interface AudioTimeline {
  /** N: samples per channel that are heard; the video's length in samples, to the nearest. */
  readonly presentedSamples: number;
  /** Samples that the encoder puts before the first one: 1024 with ffmpeg's own AAC encoder. */
  readonly primingSamples: number;
  readonly sampleRate: number;
  /** Where the video's segments meet, in seconds from the start, ascending. Start and end need not be there. */
  readonly cuts: readonly Fraction[];
}

/** A run of AAC frames; frames are counted over the whole media from 0. */
export interface PlannedAudioSegment {
  readonly number: number;
  readonly firstFrame: number;
  readonly frames: number;
  /** What is heard of it, in samples. */
  readonly durationTicks: number;
}

export interface AudioPlan {
  readonly presentedSamples: number;
  readonly primingSamples: number;
  readonly sampleRate: number;
  readonly totalFrames: number;
  readonly segments: readonly PlannedAudioSegment[];
}

/**
 * Deals the AAC frames of a media to segments that meet as near as possible to where the video's do.
 *
 * Frame b is heard from sample `b * 1024 - priming` on, because the edit list starts the presentation at `priming`. So
 * the nearest cut to the time t is `b = round((t * rate + priming) / 1024)`: never more than half a frame away. Without
 * the priming, `round(t * rate / 1024)` would be one frame early in every cut.
 *
 * Durations are what is heard: the first segment's is shorter than its frames by the priming, the last one's by what
 * the encoder added to fill the last frame. Their sum is N exactly. A segment that would have no frame is left out
 * (its time goes to the one before).
 */
export const planAudioSegments = (timeline: AudioTimeline): AudioPlan => {
  const { presentedSamples, primingSamples, sampleRate, cuts } = timeline;
  needWhole('presentedSamples', presentedSamples, 1);
  needWhole('primingSamples', primingSamples, 0);
  needWhole('sampleRate', sampleRate, 1);
  const totalFrames = Math.ceil((presentedSamples + primingSamples) / AAC_FRAME_SAMPLES);
  const heardFrom = (frame: number): number =>
    Math.min(Math.max(frame * AAC_FRAME_SAMPLES - primingSamples, 0), presentedSamples);

  const edges = [0];
  for (const cut of [...cuts.map((time) => nearestFrame(time, timeline)), totalFrames]) {
    const last = edges.at(-1) ?? 0;
    const isHeard = cut <= totalFrames && heardFrom(cut) > heardFrom(last);
    if (isHeard) edges.push(cut);
  }
  const segments = edges.slice(1).map((end, i) => {
    const firstFrame = edges[i] ?? 0;
    const durationTicks = heardFrom(end) - heardFrom(firstFrame);
    return { number: i + 1, firstFrame, frames: end - firstFrame, durationTicks };
  });
  return { presentedSamples, primingSamples, sampleRate, totalFrames, segments };
};

const nearestFrame = ({ num, den }: Fraction, { sampleRate, primingSamples }: AudioTimeline): number => {
  needWhole('the numerator of a cut', num, 0);
  needWhole('the denominator of a cut', den, 1);
  const samplesTimesDen = BigInt(num) * BigInt(sampleRate) + BigInt(primingSamples) * BigInt(den);
  return Number(divideRounded(samplesTimesDen, BigInt(den) * BigInt(AAC_FRAME_SAMPLES)));
};

const needWhole = (name: string, value: number, minimum: number): void => {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new PackagingError('invalid_input', `${name} cannot be ${value}`);
  }
};
