/** A run of segments; the last one goes as far as there is sound, which is where `segments` is absent. */
export interface AudioRange {
  readonly firstSegmentNumber: number;
  readonly segments?: number;
}

/** Sound is encoded a hundred times faster than it is heard: a shorter one is done before a second task would have begun. */
const LEAST_SECONDS = 60;

/**
 * The usual length. A task of its own costs 0.13 s of CPU time (ffmpeg's start and what is encoded only to be dropped), 120 s
 * of sound take 0.9 s at one bit rate: so ranges cost about a tenth more than the whole, at 30 s it would be a third.
 */
const USUAL_SECONDS = 120;

/** Of all tracks together: see `MAX_RANGES` of video, which share a transaction with them. */
const MAX_RANGES = 480;

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
    const isLast = done + length >= segments;
    ranges.push({ firstSegmentNumber: done + 1, ...(isLast ? {} : { segments: length }) });
    done += length;
  }
  return ranges;
};
