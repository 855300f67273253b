/** A run of segments; the last one goes as far as there is sound, which is where `segments` is absent. */
export interface AudioRange {
  readonly firstSegmentNumber: number;
  readonly segments?: number;
}

interface Track {
  readonly samples: number;
  readonly sampleRate: number;
  readonly segmentSeconds: number;
  /** Of the media, this one included. */
  readonly tracks: number;
}

/** Segments that are there at once even if they are one task. */
const MOST_AT_ONCE = 2;

/** What takes a second or two is not worth more than two starts. */
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
 * The ranges of a track that cannot be entered: the first segment, which is there at once, and the rest, for which the source is
 * decoded from its start again.
 */
export const cutFirstSegment = ({
  samples,
  sampleRate,
  segmentSeconds,
}: Omit<Track, 'tracks'>): readonly AudioRange[] =>
  samples < MOST_AT_ONCE * segmentSeconds * sampleRate
    ? [{ firstSegmentNumber: 1 }]
    : [{ firstSegmentNumber: 1, segments: 1 }, { firstSegmentNumber: 2 }];

/**
 * Cuts a sound track into ranges of whole segments: one, then an eighth of the usual length, then twice as many each time up
 * to that. The first is there at once, and each of the others long before the ones in front of it have been heard.
 */
export const cutAudioRanges = ({ samples, sampleRate, segmentSeconds, tracks }: Track): readonly AudioRange[] => {
  if (samples < LEAST_SECONDS * sampleRate) return cutFirstSegment({ samples, sampleRate, segmentSeconds });
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
