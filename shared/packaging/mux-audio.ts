import type { PackagedPart } from './collect-segments.ts';
import { PackagingError } from './packaging-error.ts';
import type { AudioPlan } from './plan-audio-segments.ts';
import { AAC_FRAME_SAMPLES, readAdtsFrames } from './read-adts-frames.ts';
import { writeAudioFragment } from './write-audio-fragment.ts';
import { writeAudioInit } from './write-audio-init.ts';

export interface MuxAudioOptions {
  readonly language?: string;
  /** Bits per second, written to `esds`. */
  readonly bitrate?: number;
  /**
   * The part of the plan that this stream is for; all of it if absent. `skipFrames` leading frames are dropped: encode from
   * sample `(firstFrame - skipFrames) * 1024` of the source on, and the next frame is the first one of `firstSegment`.
   */
  readonly range?: { readonly firstSegment: number; readonly segments: number; readonly skipFrames: number };
}

/**
 * Packs an ADTS stream into the init segment and the planned segments, each as soon as its last frame came. Frames beyond
 * the plan are dropped: encoders flush more than was asked for. Throws `short_output` if frames are missing, `malformed` for
 * what is not ADTS, `timeline_mismatch` for another sample rate than the plan's.
 */
export async function* muxAudio(
  input: AsyncIterable<Uint8Array>,
  plan: AudioPlan,
  options: MuxAudioOptions = {},
): AsyncGenerator<PackagedPart, void, void> {
  const { firstSegment, segments, skipFrames } = options.range ?? {
    firstSegment: 1,
    segments: plan.segments.length,
    skipFrames: 0,
  };
  const wanted = plan.segments.slice(firstSegment - 1, firstSegment - 1 + segments);
  if (wanted.length !== segments || segments === 0) {
    throw new PackagingError(
      'invalid_input',
      `segments ${firstSegment}+${segments} are not in a plan of ${plan.segments.length}`,
    );
  }
  let skipped = 0;
  let done = 0;
  let initialised = false;
  let frames: Buffer[] = [];
  for await (const { config, data } of readAdtsFrames(input)) {
    if (!initialised) {
      if (config.sampleRate !== plan.sampleRate) {
        throw new PackagingError('timeline_mismatch', `${plan.sampleRate} Hz expected, ${config.sampleRate} Hz found`);
      }
      initialised = true;
      yield { type: 'init', bytes: writeAudioInit({ ...plan, ...pickTags(options), config }) };
    }
    if (skipped < skipFrames) {
      skipped++;
      continue;
    }
    const segment = wanted[done];
    // Read on to the end after the last segment: ffmpeg must not find its pipe closed, and broken bytes must still be refused.
    if (!segment) continue;
    if (frames.push(data) < segment.frames) continue;
    const bytes = writeAudioFragment({ segmentNumber: segment.number, firstFrame: segment.firstFrame, frames });
    const { number, durationTicks } = segment;
    yield { type: 'segment', segment: { number, durationTicks, bytes: bytes.byteLength, keyFrames: [] }, bytes };
    frames = [];
    done++;
  }
  const segment = wanted[done];
  if (segment) {
    throw new PackagingError(
      'short_output',
      `audio segment ${segment.number} of ${plan.segments.length}: ${segment.frames} frames of ${AAC_FRAME_SAMPLES} samples expected, ${frames.length} came`,
    );
  }
}

const pickTags = ({ language, bitrate }: MuxAudioOptions): { language?: string; bitrate?: number } => ({
  ...(language ? { language } : {}),
  ...(bitrate ? { bitrate } : {}),
});
