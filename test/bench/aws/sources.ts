import type { SourceJudgement } from '../../../shared/media/plan-copy-tasks.ts';
import type { Probe, VideoProbe } from '../../../shared/media/probe.ts';

/** A file as ingest knows it. */
export interface Source {
  readonly probe: Probe;
  readonly judgement: SourceJudgement;
}

const SEGMENT_SECONDS = 6;
const SAMPLE_RATE = 48_000;
const AAC_SAMPLES = 1024;

interface Format {
  readonly container: string;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly bitrate: number;
  readonly isExactlySeekable: boolean;
}

const MP4 = 'mov,mp4,m4a,3gp,3g2,mj2';

export const FORMATS = {
  /** What browsers play as it is. */
  h264: { container: MP4, codec: 'h264', width: 1920, height: 1080, bitrate: 6e6, isExactlySeekable: true },
  /** What has to be encoded before anybody can see it. */
  hevc: { container: MP4, codec: 'hevc', width: 1920, height: 1080, bitrate: 6e6, isExactlySeekable: true },
  uhd: { container: MP4, codec: 'hevc', width: 3840, height: 2160, bitrate: 25e6, isExactlySeekable: true },
  /** What cannot be entered in its midst, as long as it was not remuxed. */
  mpegTs: { container: 'mpegts', codec: 'h264', width: 1920, height: 1080, bitrate: 6e6, isExactlySeekable: false },
} as const satisfies Readonly<Record<string, Format>>;

/** A file of some format and length, 30 frames a second, with stereo sound. */
export const describeSource = (format: keyof typeof FORMATS, durationSeconds: number): Source => {
  const { container, bitrate, isExactlySeekable } = FORMATS[format];
  const probe: Probe = {
    container,
    bytes: Math.round((bitrate / 8) * durationSeconds),
    durationSeconds,
    startSeconds: 0,
    isExactlySeekable,
    video: describePictures(FORMATS[format], durationSeconds),
    audio: [
      {
        streamIndex: 1,
        codec: 'aac',
        sampleRate: SAMPLE_RATE,
        channels: 2,
        isDefault: true,
        startSeconds: 0,
        endSeconds: durationSeconds,
        timeBase: { num: 1, den: SAMPLE_RATE },
        packets: Math.ceil((durationSeconds * SAMPLE_RATE) / AAC_SAMPLES),
        indexedTicks: durationSeconds * SAMPLE_RATE,
      },
    ],
    warnings: [],
  };
  return { probe, judgement: format === 'h264' ? judgeStandard(probe, bitrate) : NOT_STANDARD[format] };
};

const NOT_STANDARD: Readonly<Record<Exclude<keyof typeof FORMATS, 'h264'>, SourceJudgement>> = {
  hevc: { isStandard: false, reasons: ['video_codec'] },
  uhd: { isStandard: false, reasons: ['video_codec', 'picture_size', 'bit_rate'] },
  mpegTs: { isStandard: false, reasons: ['container'] },
};

const describePictures = ({ codec, width, height, bitrate }: Format, endSeconds: number): VideoProbe => ({
  ...{ streamIndex: 0, codec, codedWidth: width, codedHeight: height, width, height, rotation: 0, bitrate },
  ...{ pixelFormat: 'yuv420p', bitDepth: 8, isVariableFrameRate: false, isInterlaced: false, dynamicRange: 'sdr' },
  sampleAspectRatio: { num: 1, den: 1 },
  frameRate: { num: 30, den: 1 },
  timeBase: { num: 1, den: 15_360 },
  color: {},
  startSeconds: 0,
  endSeconds,
});

const judgeStandard = ({ durationSeconds, bytes }: Probe, peakBitrate: number): SourceJudgement => {
  const segments = Math.ceil(durationSeconds / SEGMENT_SECONDS);
  return {
    isStandard: true,
    copy: {
      movie: { offset: 32, bytes: Math.round(800 * durationSeconds) },
      trackId: 1,
      segmentBytes: Array.from({ length: segments }, () => Math.round(bytes / segments)),
      longestSeconds: SEGMENT_SECONDS,
      peakBitrate,
    },
  };
};
