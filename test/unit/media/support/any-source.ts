import fc from 'fast-check';
import type { PlanSettings } from '../../../../shared/media/plan-settings.ts';
import type { Probe, VideoProbe } from '../../../../shared/media/probe.ts';
import { rational, toNumber } from '../../../../shared/media/rational.ts';
import type { SourceObject } from '../../../../shared/media/task.ts';
import { X264_PRESETS } from '../../../../shared/runtime/config.ts';

export interface RandomSource {
  readonly probe: Probe;
  readonly source: SourceObject;
  readonly settings: PlanSettings;
}

/** A source of these always has pictures. */
export const videoOf = ({ probe }: RandomSource): VideoProbe => {
  if (!probe.video) throw new Error('a source without pictures was made up');
  return probe.video;
};

const CODECS = ['h264', 'hevc', 'vp9', 'av1', 'mpeg2video', 'prores', 'jpeg2000', 'a-codec-of-tomorrow'];
const RATES = [
  [24_000, 1001],
  [25, 1],
  [30_000, 1001],
  [60, 1],
  [120, 1],
  [240, 1],
  [1, 1],
] as const;

const side = fc.oneof(fc.integer({ min: 16, max: 8192 }), fc.constantFrom(1080, 1920, 2160, 3840, 4320, 7680));

const anyPictures: fc.Arbitrary<VideoProbe> = fc
  .record({
    codec: fc.constantFrom(...CODECS),
    codedWidth: side,
    codedHeight: side,
    bitDepth: fc.constantFrom(8, 10, 12),
    rate: fc.constantFrom(...RATES),
    dynamicRange: fc.constantFrom('sdr' as const, 'sdr' as const, 'pq' as const, 'hlg' as const),
    isInterlaced: fc.boolean(),
    bitrate: fc.option(fc.integer({ min: 10_000, max: 1_000_000_000 }), { nil: undefined }),
  })
  .map(({ rate: [num, den], bitrate, ...pictures }) => ({
    ...pictures,
    ...(bitrate === undefined ? {} : { bitrate }),
    ...{ streamIndex: 0, width: pictures.codedWidth, height: pictures.codedHeight, rotation: 0 as const },
    ...{ sampleAspectRatio: { num: 1, den: 1 }, pixelFormat: 'yuv420p', frameRate: rational(num, den) },
    ...{ isVariableFrameRate: false, color: {}, timeBase: { num: 1, den: 90_000 }, startSeconds: 0, endSeconds: 0 },
  }));

const anyRung = fc.record({
  height: fc.integer({ min: 16, max: 4320 }),
  maxBitrate: fc.integer({ min: 10_000, max: 200_000_000 }),
  maxFrameRate: fc.constantFrom(24, 30, 60, 120),
  crf: fc.integer({ min: 15, max: 35 }),
  preset: fc.constantFrom(...X264_PRESETS),
  profile: fc.constant('high'),
});

const anySettings: fc.Arbitrary<PlanSettings> = fc.record({
  ladder: fc
    .uniqueArray(anyRung, { minLength: 1, maxLength: 12, selector: ({ height }) => height })
    .map((rungs) => rungs.map((rung) => ({ ...rung, name: `${rung.height}p` }))),
  audio: fc.constant({ bitrates: [128_000] }),
  gopSeconds: fc.constantFrom(1, 2),
  segmentSeconds: fc.constantFrom(2, 4, 6, 10),
  taskSegments: fc.integer({ min: 1, max: 10 }),
  threads: fc.constantFrom(1, 1, 2, 4),
  taskMegabytes: fc.constantFrom(1769, 3008, 10_240),
});

/** Any pictures, at any length up to this, and any ladder that the configuration allows; without sound. */
export const anySource = (maxSeconds: number): fc.Arbitrary<RandomSource> =>
  fc
    .record({
      video: anyPictures,
      settings: anySettings,
      seconds: fc.oneof(
        fc.double({ min: 0.1, max: maxSeconds, noNaN: true }),
        fc.double({ min: 0.1, max: 60, noNaN: true }),
      ),
      isExactlySeekable: fc.boolean(),
    })
    .map(({ video, settings, seconds, isExactlySeekable }) => {
      const rate = video.bitrate ?? video.codedWidth * video.codedHeight * toNumber(video.frameRate) * 0.1;
      const bytes = Math.ceil((rate * seconds) / 8);
      const probe: Probe = {
        ...{
          container: isExactlySeekable ? 'matroska,webm' : 'mpegts',
          bytes,
          durationSeconds: seconds,
          startSeconds: 0,
        },
        ...{ isExactlySeekable, video: { ...video, endSeconds: seconds }, audio: [], warnings: [] },
      };
      return { probe, settings, source: { bucket: 'originals', key: 'med_x/original', etag: '"x"', bytes } };
    });
