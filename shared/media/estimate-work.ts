import type { VideoProbe } from './probe.ts';
import { type Rational, toNumber } from './rational.ts';
import type { VideoOutput } from './task.ts';

/**
 * What tasks take, in seconds of one vCPU. Measured with ffmpeg 5.1 and one thread, 1080p30 of 28 Mb/s: for a second of
 * media, decoding 0.33 s; decoding and one encoder at `veryfast` 1.50 (1080p), 0.82 (720p), 0.46 (360p), so about as much for
 * every pixel; decoding and five rungs 2.43. Tone mapping takes 2.6 times as long as decoding, deinterlacing next to nothing.
 */
const PIXELS_PER_SECOND = 1920 * 1080 * 30;
const DECODE = 0.33 / PIXELS_PER_SECOND;
const TONE_MAP = 2.6 * DECODE;
const ENCODE = (1.5 - 0.33) / PIXELS_PER_SECOND;

/** What encoders take, against `veryfast`; measured at 1080p, without the decoding. */
const PRESETS: Readonly<Record<string, number>> = {
  ultrafast: 0.2,
  superfast: 0.6,
  veryfast: 1,
  faster: 1.35,
  fast: 2,
  medium: 2.4,
  slow: 3.5,
  slower: 5.2,
  veryslow: 8.5,
};

export interface Pictures {
  readonly source: Pick<VideoProbe, 'codedWidth' | 'codedHeight' | 'frameRate' | 'dynamicRange'>;
  /** What the task's frames are counted in. */
  readonly frameRate: Rational;
  readonly outputs: readonly Pick<VideoOutput, 'width' | 'height' | 'frameDivisor' | 'preset'>[];
}

/** Decoding and encoding one frame of the grid, with the frames of the source that it stands for. */
export const estimateFrame = ({ source, frameRate, outputs }: Pictures): number => {
  const decoded = (source.codedWidth * source.codedHeight * toNumber(source.frameRate)) / toNumber(frameRate);
  const encoded = outputs.map(
    ({ width, height, frameDivisor, preset }) => (width * height * (PRESETS[preset] ?? 1)) / frameDivisor,
  );
  const perDecoded = source.dynamicRange === 'sdr' ? DECODE : DECODE + TONE_MAP;
  return decoded * perDecoded + encoded.reduce((sum, pixels) => sum + pixels) * ENCODE;
};

/** Starting ffmpeg, opening a source, and the sound around a range that is encoded only to be dropped: 0.13 s were measured. */
const AUDIO_TASK = 0.15;

/** Decoding sound and encoding it at some bit rates: ffmpeg's AAC encoder does 137 s of stereo in a second. */
export const estimateAudio = (seconds: number, bitrates: number): number => AUDIO_TASK + (seconds / 100) * bitrates;

/** S3 gives a Lambda 50–90 MB/s. */
const BYTES_PER_SECOND = 50e6;

/** The time until so much of a source has arrived. */
export const estimateReading = (bytes: number): number => bytes / BYTES_PER_SECOND;
