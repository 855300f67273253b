import type { Fraction } from '../../../../shared/packaging/fraction.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

export interface VideoRange {
  readonly frameRate: Fraction;
  readonly firstFrame: number;
  readonly frames: number;
  readonly gopFrames: number;
  readonly fragmentIndex: number;
  readonly size?: string;
  readonly codec?: readonly string[];
}

const X264 = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-x264-params',
  'stitchable=1:open-gop=0:bframes=2',
  '-sc_threshold',
  '0',
];

/** The fragmented MP4 of one range of a test picture, made the way the workers make it (DESIGN, section 6). */
export const makeVideo = (range: VideoRange): Promise<Buffer> => {
  const { frameRate, firstFrame, frames, gopFrames, fragmentIndex, size = '64x36', codec = X264 } = range;
  const rate = `${frameRate.num}/${frameRate.den}`;
  const start = ((firstFrame * frameRate.den) / frameRate.num).toFixed(9);
  const filters = `setpts=PTS+${start}/TB,fps=${rate}:start_time=${start}:round=near,trim=end_frame=${frames}`;
  return runFfmpeg([
    ...[
      '-copyts',
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=${size}:r=${rate}:d=${(frames * frameRate.den) / frameRate.num + 1}`,
    ],
    ...['-vf', filters, ...codec, '-g', `${gopFrames}`, '-keyint_min', `${gopFrames}`, '-threads', '1'],
    ...[
      '-pix_fmt',
      'yuv420p',
      '-fflags',
      '+bitexact',
      '-flags',
      '+bitexact',
      '-video_track_timescale',
      `${frameRate.num}`,
    ],
    ...['-movflags', '+frag_keyframe+cmaf+frag_discont+skip_trailer', '-fragment_index', `${fragmentIndex}`],
    ...['-f', 'mp4', 'pipe:1'],
  ]);
};

/** AAC in ADTS of 16-bit mono or stereo samples (interleaved). */
export const makeAdts = (samples: Int16Array, sampleRate: number, channels = 1): Promise<Buffer> =>
  runFfmpeg(
    [
      '-f',
      's16le',
      '-ar',
      `${sampleRate}`,
      '-ac',
      `${channels}`,
      '-i',
      'pipe:0',
      '-c:a',
      'aac',
      '-b:a',
      '96k',
      '-flags',
      '+bitexact',
      '-f',
      'adts',
      'pipe:1',
    ],
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
  );

export const makeSine = (samples: number, sampleRate: number, channels = 1): Int16Array =>
  Int16Array.from({ length: samples * channels }, (_, i) =>
    Math.round(8000 * Math.sin((2 * Math.PI * 440 * Math.floor(i / channels)) / sampleRate)),
  );
