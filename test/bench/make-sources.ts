import { join } from 'node:path';
import { runFfmpeg } from './run-ffmpeg.ts';

/**
 * H.264 and AAC, that can be played as it is; the same at 28 Mb/s, as cameras write it; or VP9 and Opus. The last two have to be
 * encoded.
 */
export type SourceKind = 'standard' | 'camera' | 'vp9';

const PIECE_SECONDS = 30;
const NOISE = 'anoisesrc=color=pink:amplitude=0.3:sample_rate=48000';
/** How much grain, of 100. Cameras have more than what was made for the web. */
const GRAIN: Readonly<Record<SourceKind, number>> = { standard: 4, camera: 12, vp9: 4 };
const CODECS: Readonly<
  Record<SourceKind, { readonly file: string; readonly video: string[]; readonly audio: string[] }>
> = {
  standard: {
    file: 'mp4',
    video: [
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '28', '-maxrate', '7M', '-bufsize', '7M'],
      ...['-g', '60', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'],
    ],
    audio: ['-c:a', 'aac', '-ac', '2', '-movflags', '+faststart'],
  },
  camera: {
    file: 'mp4',
    video: [
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '28M', '-maxrate', '32M', '-bufsize', '32M'],
      ...['-g', '30', '-pix_fmt', 'yuv420p'],
    ],
    audio: ['-c:a', 'aac', '-ac', '2', '-movflags', '+faststart'],
  },
  vp9: {
    file: 'webm',
    video: [
      ...['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1', '-b:v', '5M'],
      ...['-g', '120', '-pix_fmt', 'yuv420p'],
    ],
    audio: ['-c:a', 'libopus', '-ac', '2'],
  },
};

/**
 * A source of so many seconds of 1920×1080 at 30 fps with a little grain, and noise to hear. The pictures repeat after half a
 * minute, so that ten minutes are made in little more time.
 */
export const makeSource = async (folder: string, kind: SourceKind, seconds: number): Promise<string> => {
  const { file, video, audio } = CODECS[kind];
  const piece = join(folder, `piece.${file}`);
  const source = join(folder, `${kind}-${seconds}.${file}`);
  console.log(`Making a source: ${seconds} s of 1080p30, ${kind} …`);
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${PIECE_SECONDS}`],
    ...['-vf', `noise=alls=${GRAIN[kind]}:allf=t`, ...video, piece],
  ]);
  const repeats = Math.ceil(seconds / PIECE_SECONDS) - 1;
  await runFfmpeg([
    ...['-stream_loop', `${repeats}`, '-i', piece, '-f', 'lavfi', '-i', `${NOISE}:duration=${seconds}`],
    ...['-map', '0:v', '-map', '1:a', '-c:v', 'copy', ...audio, '-t', `${seconds}`, source],
  ]);
  return source;
};
