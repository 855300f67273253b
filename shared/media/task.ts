import * as z from 'zod';
import { Id } from './identifiers.ts';
import { PlanSettings } from './plan-settings.ts';
import { Probe } from './probe.ts';

/** The source object, pinned: a worker refuses any other version of it. */
export const SourceObject = z.object({ bucket: z.string(), key: z.string(), etag: z.string(), bytes: z.int() });
export type SourceObject = z.infer<typeof SourceObject>;

const Fraction = z.object({ num: z.int().positive(), den: z.int().positive() });

export const VideoOutput = z.object({
  /** Rendition name, such as `720p`. */
  name: z.string(),
  width: z.int(),
  height: z.int(),
  /** This rendition shows every n-th frame of the range. */
  frameDivisor: z.int().positive(),
  crf: z.number(),
  /** Bits per second. */
  maxBitrate: z.int(),
  bufferBits: z.int(),
  preset: z.string(),
  profile: z.string(),
});
export type VideoOutput = z.infer<typeof VideoOutput>;

/**
 * One range of the source's pictures into every video rendition. Together with the ffmpeg in use these values decide
 * every byte that is written, so doing a task twice overwrites objects with equal ones.
 */
export const VideoTaskSpec = z.object({
  kind: z.literal('video'),
  source: SourceObject,
  streamIndex: z.int(),
  /** The zero of our timeline on the source's clock: seconds, and ticks of the stream's time base. */
  zeroSeconds: z.number(),
  zeroTicks: z.int(),
  /** Where the source's pictures end on its own clock; after that the last one stands still. */
  endSeconds: z.number(),
  frameRate: Fraction,
  /** Ticks per second, and per frame of `frameRate`, in what is written. */
  timescale: z.int(),
  frameTicks: z.int(),
  firstFrame: z.int(),
  frames: z.int().positive(),
  gopFrames: z.int().positive(),
  segmentGops: z.int().positive(),
  firstSegmentNumber: z.int().positive(),
  /** False: decode from the start of the source (containers that cannot be entered exactly). */
  seek: z.boolean(),
  deinterlace: z.boolean(),
  toneMap: z.enum(['pq', 'hlg']).optional(),
  color: z.object({ space: z.string().optional(), primaries: z.string().optional(), transfer: z.string().optional() }),
  /** Start with a half-full rate buffer: keeps joins of short ranges inside the rate cap. */
  halfFullBuffer: z.boolean(),
  threads: z.int().positive(),
  outputs: z.array(VideoOutput).min(1),
});
export type VideoTaskSpec = z.infer<typeof VideoTaskSpec>;

export const AudioOutput = z.object({ name: z.string(), bitrate: z.int() });
export type AudioOutput = z.infer<typeof AudioOutput>;

/** Of a week in segments of a second there are 604,800. All of a track are listed, for its range to be cut out of them. */
const MAX_SEGMENTS = 1_000_000;

/**
 * One range of an audio track of the source into every audio rendition of it. A message of a release that knew no ranges
 * says nothing of them, and means the whole track.
 */
export const AudioTaskSpec = z
  .object({
    kind: z.literal('audio'),
    source: SourceObject,
    streamIndex: z.int(),
    zeroSeconds: z.number(),
    sampleRate: z.int().positive(),
    channels: z.int(),
    language: z.string().optional(),
    /** Presented samples of the whole track: cut or padded with silence to this. */
    samples: z.int().positive(),
    /** Segment boundaries are nearest to multiples of this: the video's segment length, exactly. */
    segmentSeconds: Fraction,
    firstSegmentNumber: z.int().positive().default(1),
    /** Absent: all that follow. */
    segments: z.int().positive().optional(),
    /**
     * The source can be entered at any sample: its own samples per second, and where its sound ends on its own clock. Absent:
     * decode from the start of the source. `packets`: its clock is coarse; they begin whole numbers of so many samples after
     * the first one.
     */
    entry: z
      .object({
        sampleRate: z.int().positive(),
        endSeconds: z.number(),
        packets: z.object({ startSeconds: z.number(), samples: z.int().positive() }).optional(),
      })
      .optional(),
    outputs: z.array(AudioOutput).min(1),
  })
  .refine(
    ({ samples, sampleRate, segmentSeconds: { num, den } }) => (samples * den) / (num * sampleRate) <= MAX_SEGMENTS,
    'there are too many segments',
  );
export type AudioTaskSpec = z.infer<typeof AudioTaskSpec>;

/** The picture that stands for the media: a frame that shows something, or the cover art of a song. */
export const PosterTaskSpec = z.object({
  kind: z.literal('poster'),
  source: SourceObject,
  streamIndex: z.int(),
  zeroSeconds: z.number(),
  /** 0 for cover art. */
  durationSeconds: z.number(),
  seek: z.boolean(),
  width: z.int(),
  height: z.int(),
  deinterlace: z.boolean(),
  toneMap: z.enum(['pq', 'hlg']).optional(),
});
export type PosterTaskSpec = z.infer<typeof PosterTaskSpec>;

/**
 * Some segments of the source's own pictures, as they are. Where they are cut follows from the file's index and
 * `segmentSeconds`.
 */
export const CopyTaskSpec = z.object({
  kind: z.literal('copy'),
  source: SourceObject,
  /** Rendition name. */
  name: z.string(),
  /** Where the content of the file's `moov` is. */
  movie: z.object({ offset: z.int(), bytes: z.int().positive() }),
  trackId: z.int(),
  zeroSeconds: z.number(),
  segmentSeconds: z.number(),
  firstSegmentNumber: z.int().positive(),
  segments: z.int().positive(),
});
export type CopyTaskSpec = z.infer<typeof CopyTaskSpec>;

/**
 * A closer look at the source, upon which everything is planned that was not planned before it. Has all that the plan
 * follows from, so that it is the same whatever the configuration says by then.
 */
export const PrepareTaskSpec = z.object({
  kind: z.literal('prepare'),
  source: SourceObject,
  probe: Probe,
  settings: PlanSettings,
  /** The source's own pictures are shown meanwhile. */
  isStandard: z.boolean(),
  /** Copy the source into a container that can be entered anywhere. */
  remux: z.boolean(),
  /** Find out what quality the title needs. */
  analyse: z.boolean(),
  /** What the rest was taken to weigh. */
  restWeight: z.number(),
});
export type PrepareTaskSpec = z.infer<typeof PrepareTaskSpec>;

export const TaskSpec = z.discriminatedUnion('kind', [
  VideoTaskSpec,
  AudioTaskSpec,
  PosterTaskSpec,
  CopyTaskSpec,
  PrepareTaskSpec,
]);
export type TaskSpec = z.infer<typeof TaskSpec>;

/**
 * What stands in the transcode queue. `attempt` is the try, as the ledger counts; a message of a release that left that to
 * the queue has none. `interruptions`: how often this try was begun in vain, because a part of the system was down.
 */
export const TaskMessage = z.object({
  version: z.literal(1),
  taskId: Id,
  mediaId: Id,
  attempt: z.int().positive().optional(),
  interruptions: z.int().default(0),
  spec: TaskSpec,
});
export type TaskMessage = z.infer<typeof TaskMessage>;
