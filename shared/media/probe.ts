import * as z from 'zod';

const Fraction = z.object({ num: z.int(), den: z.int() });

/** One video stream that can be encoded. Width and height are as displayed: after rotation, in square pixels. */
export const VideoProbe = z.object({
  /** ffmpeg's stream index in the source. */
  streamIndex: z.int(),
  codec: z.string(),
  profile: z.string().optional(),
  /** As stored, before rotation and pixel shape. */
  codedWidth: z.int(),
  codedHeight: z.int(),
  width: z.int(),
  height: z.int(),
  /** Clockwise degrees to turn the stored picture for display. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  sampleAspectRatio: Fraction,
  pixelFormat: z.string(),
  bitDepth: z.int(),
  /** What the output runs at before any cap of a rung. */
  frameRate: Fraction,
  isVariableFrameRate: z.boolean(),
  isInterlaced: z.boolean(),
  dynamicRange: z.enum(['sdr', 'pq', 'hlg']),
  color: z.object({
    range: z.string().optional(),
    space: z.string().optional(),
    primaries: z.string().optional(),
    transfer: z.string().optional(),
  }),
  timeBase: Fraction,
  /** First and last moment shown, in seconds on the source's own clock. */
  startSeconds: z.number(),
  endSeconds: z.number(),
  bitrate: z.number().optional(),
});
export type VideoProbe = z.infer<typeof VideoProbe>;

export const AudioProbe = z.object({
  streamIndex: z.int(),
  codec: z.string(),
  profile: z.string().optional(),
  sampleRate: z.int(),
  channels: z.int(),
  channelLayout: z.string().optional(),
  language: z.string().optional(),
  title: z.string().optional(),
  isDefault: z.boolean(),
  startSeconds: z.number(),
  endSeconds: z.number(),
  bitrate: z.number().optional(),
  /** What the container counts time in, and what its index says of the track: so many packets, so long in all. */
  timeBase: Fraction.optional(),
  packets: z.number().optional(),
  indexedTicks: z.number().optional(),
  /** Whether all packets that were looked at begin a whole number of the codec's packets after the first, as a clock of ms tells. */
  isEven: z.boolean().optional(),
});
export type AudioProbe = z.infer<typeof AudioProbe>;

/** What ingest learned of a source, by range reads alone. Stored with the media and shown by the API. */
export const Probe = z.object({
  /** ffmpeg's demuxer, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  container: z.string(),
  bytes: z.int(),
  bitrate: z.number().optional(),
  /** Presented time: from the first moment of any chosen stream to the last. */
  durationSeconds: z.number(),
  /** Where presentation starts on the source's own clock, in seconds: the zero of our timeline. */
  startSeconds: z.number(),
  /** Whether ffmpeg can enter this container at any time exactly (MPEG-TS, FLV and raw streams: no). */
  isExactlySeekable: z.boolean(),
  video: VideoProbe.optional(),
  audio: z.array(AudioProbe),
  /** A cover picture, which is not a video. */
  cover: z.object({ streamIndex: z.int(), width: z.int(), height: z.int() }).optional(),
  /** Things worth knowing that were put up with, as sentences. */
  warnings: z.array(z.string()),
});
export type Probe = z.infer<typeof Probe>;
