import * as z from 'zod';
import { PLAYBACK_POLICIES } from '../media/playback-policy.ts';
import { AccessConfig } from './access-config.ts';
import { AwsConfig } from './aws-config.ts';

/**
 * Everything a user may set in `gilfoyle.yaml`; every key is optional. Unknown keys are refused, so a typing error
 * can't pass for a setting. `gilfoyle.example.yaml` shows all of it with the defaults.
 */
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1–32 of a–z, 0–9 and "-"');

export const X264_PRESETS = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
  'slower',
  'veryslow',
] as const;

export const Rung = z.strictObject({
  name,
  /** Of the short side, in pixels: 720 is 1280×720 for a landscape source and 720×1280 for a portrait one. */
  height: z.int().min(16).max(8640),
  /** Cap of the video bit rate, bits per second. */
  maxBitrate: z.int().min(10_000).max(200_000_000),
  /** Frames per second; faster sources show every second (third, …) frame. */
  maxFrameRate: z.number().min(1).max(240).default(60),
  /** Constant quality below the cap: 18 is very good, 28 is small. */
  crf: z.number().min(0).max(51).default(23),
  preset: z.enum(X264_PRESETS).default('veryfast'),
  profile: z.enum(['baseline', 'main', 'high']).default('high'),
});
export type Rung = z.infer<typeof Rung>;

const DEFAULT_LADDER: z.input<typeof Rung>[] = [
  { name: '1080p', height: 1080, maxBitrate: 6_000_000 },
  { name: '720p', height: 720, maxBitrate: 3_000_000 },
  { name: '540p', height: 540, maxBitrate: 2_000_000 },
  { name: '360p', height: 360, maxBitrate: 800_000, maxFrameRate: 30 },
  { name: '234p', height: 234, maxBitrate: 300_000, maxFrameRate: 30 },
];

const Ladder = z
  .array(Rung)
  .min(1)
  .max(12)
  .refine((rungs) => new Set(rungs.map((rung) => rung.name)).size === rungs.length, 'names must differ')
  .refine((rungs) => new Set(rungs.map((rung) => rung.height)).size === rungs.length, 'heights must differ');

/** A year. */
export const MAX_RESTORE_HOURS = 8784;

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export const Config = z.strictObject({
  upload: z
    .strictObject({
      maxBytes: z
        .int()
        .min(1)
        .max(48_800 * GIB)
        .default(50 * GIB),
      /** How long a signed upload address works. S3 allows 7 days at most. */
      expirySeconds: z
        .int()
        .min(60)
        .max(604_800)
        .default(6 * 3600),
      /** Files above this go up in parts. One PUT can carry 5 GiB at most. */
      multipartThresholdBytes: z
        .int()
        .min(5 * MIB)
        .max(5 * GIB)
        .default(64 * MIB),
      /** Smallest part; larger for files that would need more than S3's 10,000 parts. */
      partBytes: z
        .int()
        .min(5 * MIB)
        .max(5 * GIB)
        .default(16 * MIB),
      /** Medias that wait for their file at once; the next one is refused (too_many_uploads). */
      maxOpen: z.int().min(1).max(1_000_000).default(10_000),
      /** A media that got no file in this time ends as Errored (upload_expired). */
      abandonAfterSeconds: z
        .int()
        .min(60)
        .max(30 * 86_400)
        .default(86_400),
    })
    .prefault({}),
  limits: z
    .strictObject({
      maxDurationSeconds: z
        .number()
        .min(1)
        .max(7 * 86_400)
        .default(12 * 3600),
      /** Width × height of the source's pictures. 15360 × 8640 is 133 million. */
      maxPixels: z.int().min(1).max(200_000_000).default(40_000_000),
      maxStreams: z.int().min(1).max(1000).default(64),
      maxAudioTracks: z.int().min(1).max(32).default(8),
      /** Time to look at a source before it is taken in. A Lambda has 120 s for all of that; 90 s read 4 to 8 GB from S3. */
      maxProbeSeconds: z.number().min(5).max(800).default(90),
      /**
       * Memory of one ffmpeg for its source; what its encoders need is added, and no more is given than the machine has. Measured
       * for the default ladder: 0.5 GB from 1080p, 0.8 GB from 4K in HDR, 2.7 GB from 8K in HDR with four threads.
       */
      maxMemoryMegabytes: z.int().min(256).max(1_000_000).default(4096),
      /** CPU time of a task, in multiples of what it is estimated to take from twice the pixels of 4K. */
      maxCpuFactor: z.number().min(1).max(1000).default(6),
      /** Bytes that a task may write of a rendition, in multiples of what its bit rate allows. */
      maxOutputFactor: z.number().min(1).max(1000).default(4),
    })
    .prefault({}),
  storage: z
    .strictObject({
      /** Files that belong to no media are removed once nobody has touched them for this long; 0 leaves them. */
      orphanDays: z.int().min(0).max(3650).default(7),
    })
    .prefault({}),
  encoding: z
    .strictObject({
      formats: z
        .array(z.enum(['hls', 'dash']))
        .min(1)
        .default(['hls', 'dash']),
      /**
       * The source's own pictures, where browsers can play them as they are: viewers have them within a second or two. `keep`:
       * also as the highest rendition; `untilReady`: until the others are there; `off`: never.
       */
      copy: z.enum(['keep', 'untilReady', 'off']).default('untilReady'),
      ladder: Ladder.prefault(DEFAULT_LADDER),
      /**
       * Per-title encoding. `auto`: samples of each title that is long enough decide how coarse the renditions between the highest and
       * the lowest two are, and which of them are needed; `off`: every title gets the ladder as it is.
       */
      perTitle: z.enum(['auto', 'off']).default('auto'),
      audio: z
        .strictObject({
          /** Bits per second. Videos carry the highest; media without video get one rendition of each. */
          bitrates: z
            .array(z.int().min(16_000).max(512_000))
            .min(1)
            .max(6)
            .refine((rates) => new Set(rates).size === rates.length, 'bit rates must differ')
            .default([128_000, 64_000]),
        })
        .prefault({}),
      gopSeconds: z.number().min(0.5).max(10).default(2),
      segmentSeconds: z.number().min(1).max(30).default(6),
      /** Segments of video in one task, at most: long ranges compress a little better, short ones run more in parallel. */
      taskSegments: z.int().min(1).max(100).default(5),
      /** How often a failed task is tried again. Workers that die and outages do not count. */
      retries: z.int().min(0).max(10).default(3),
      /** Threads of each encoder. One gives the most pictures per CPU second; cores are filled by tasks. One-task sources get four at least. */
      threads: z.int().min(1).max(64).default(1),
      /** Encoding tasks at once on one machine; 0 is one per core. */
      concurrency: z.int().min(0).max(256).default(0),
    })
    .refine(
      (encoding) => encoding.segmentSeconds >= encoding.gopSeconds,
      'segmentSeconds must not be shorter than gopSeconds',
    )
    .prefault({}),
  database: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded') }),
      z.strictObject({
        kind: z.literal('url'),
        url: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
      }),
    ])
    .default({ kind: 'embedded' }),
  playback: z
    .strictObject({
      /** How long a playback address works once it was given out, at least. 0: for ever. */
      addressSeconds: z
        .int()
        .min(0)
        .max(366 * 86_400)
        .default(0),
      /** Of medias that do not say it themselves: anybody's who has an address, or short-lived addresses. */
      policy: z.enum(PLAYBACK_POLICIES).default('public'),
      /** How long an address of a signed media works once it was given out, at least. */
      signedSeconds: z.int().min(5).max(86_400).default(3600),
      /**
       * On one machine, behind a proxy of yours: the header in which it says a viewer's country, such as `cf-ipcountry`. Whoever can
       * reach this machine past the proxy can say any.
       */
      countryHeader: z
        .string()
        .regex(/^[a-z0-9-]{1,64}$/, 'must be a header name in lower case')
        .optional(),
    })
    .prefault({}),
  medias: z
    .strictObject({
      /** How long a media that was deleted can be restored. 0: it is deleted for good at once. */
      restoreHours: z.int().min(0).max(MAX_RESTORE_HOURS).default(0),
    })
    .prefault({}),
  access: AccessConfig.prefault({}),
  aws: AwsConfig.prefault({}),
});
export type Config = z.infer<typeof Config>;

export const DEFAULT_CONFIG: Config = Config.parse({});
