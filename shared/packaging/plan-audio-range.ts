import { PackagingError } from './packaging-error.ts';
import type { AudioPlan } from './plan-audio-segments.ts';
import { AAC_FRAME_SAMPLES } from './read-adts-frames.ts';

/** The part of a plan that one encoder makes: what it is given, in samples of the media, and what of it is kept. */
export interface AudioRangePlan {
  readonly firstSegment: number;
  readonly segments: number;
  readonly startSample: number;
  readonly endSample: number;
  /** Frames that the encoder writes before the first one of `firstSegment`. */
  readonly skipFrames: number;
}

/**
 * Frames encoded before a range and dropped: a second in which the encoder's bit reservoir, its rate control and its window
 * switching come to where they would be in one long run.
 */
const FRAMES_BEFORE = 48;
/** Frames after it: the encoder looks ahead, and the end of what it gets must not be heard. */
const FRAMES_AFTER = 4;

/**
 * What is to be encoded for some segments of a track; without `segments` all from the first one on. Encoder frame 0 holds the
 * priming, so an encoder that starts at sample `1024 · f` writes frame f of the media first.
 */
export const planAudioRange = (
  plan: AudioPlan,
  { firstSegment, segments }: { readonly firstSegment: number; readonly segments?: number | undefined },
): AudioRangePlan => {
  const own = plan.segments.slice(firstSegment - 1, segments === undefined ? undefined : firstSegment - 1 + segments);
  const [first] = own;
  const last = own.at(-1);
  if (!first || !last || (segments !== undefined && own.length !== segments)) {
    throw new PackagingError(
      'invalid_input',
      `segments ${firstSegment}+${segments ?? '…'} are not in a plan of ${plan.segments.length}`,
    );
  }
  const startFrame = Math.max(0, first.firstFrame - FRAMES_BEFORE);
  const endFrame = last.firstFrame + last.frames + FRAMES_AFTER;
  return {
    firstSegment,
    segments: own.length,
    startSample: startFrame * AAC_FRAME_SAMPLES,
    endSample: Math.min(endFrame * AAC_FRAME_SAMPLES, plan.presentedSamples),
    skipFrames: first.firstFrame - startFrame,
  };
};
