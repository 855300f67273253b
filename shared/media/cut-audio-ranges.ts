/** A run of segments; the last one goes as far as there is sound, which is where `segments` is absent. */
export interface AudioRange {
  readonly firstSegmentNumber: number;
  readonly segments?: number;
}

/** What takes a second or two is not worth several starts. */
const LEAST_SECONDS = 120;

/**
 * The usual length. A task of its own costs about 0.3 s of CPU time: half of that is ffmpeg's start and what is encoded only to
 * be dropped, half is ours. 240 s of sound take 1.7 s at one bit rate; so ranges cost a tenth more than the whole, and at
 * 30 s they would cost twice as much.
 */
const USUAL_SECONDS = 240;

/** Of all tracks together: see `MAX_RANGES` of video, which share a transaction with them. */
const MAX_RANGES = 480;

/** What is left at the end goes to the range before it, up to this share of that. */
const LONGER_AT_END = 0.5;

/** A piece of video shorter than a frame of sound may have no segment of sound; so it is no range of its own. */
const FRAME_SAMPLES = 1024;

/**
 * Cuts a sound track into ranges of whole segments: one, then an eighth of the usual length, then twice as many each time up
 * to that. The first is there at once, and each of the others long before the ones in front of it have been heard.
 */
export const cutAudioRanges = (options: {
  readonly samples: number;
  readonly sampleRate: number;
  readonly segmentSeconds: number;
  readonly tracks: number;
}): readonly AudioRange[] => {
  const { samples, sampleRate, segmentSeconds, tracks } = options;
  if (samples < LEAST_SECONDS * sampleRate) return [{ firstSegmentNumber: 1 }];
  const segments = Math.ceil((samples - FRAME_SAMPLES) / (segmentSeconds * sampleRate));
  const usual = Math.max(
    Math.round(USUAL_SECONDS / segmentSeconds),
    Math.ceil(segments / Math.floor(MAX_RANGES / tracks)),
  );
  const ranges: AudioRange[] = [];
  const second = Math.floor(usual / 8);
  for (let done = 0, length = 1; done < segments; length = Math.min(usual, Math.max(second, 2 * length))) {
    const isLast = done + length * (1 + LONGER_AT_END) >= segments;
    ranges.push({ firstSegmentNumber: done + 1, ...(isLast ? {} : { segments: length }) });
    done = isLast ? segments : done + length;
  }
  return ranges;
};
