import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../../support/make-source.ts';

export const run = promisify(execFile);

export const FRAME_RATE = 30;

export interface Video {
  readonly path: string;
  readonly seconds: number;
  readonly frames: number;
  readonly remove: () => Promise<void>;
}

/** H.264 and AAC in MP4, as cameras make them; small, so that the whole ladder takes seconds. */
export const makeVideo = async (seconds: number, size = '320x180'): Promise<Video> => {
  const folder = await makeFolder();
  const path = join(folder.path, 'source.mp4');
  await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${FRAME_RATE}:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '60',
      '-c:a',
      'aac',
      '-b:a',
      '96k',
      path,
    ],
  ]);
  return { path, seconds, frames: seconds * FRAME_RATE, remove: folder.remove };
};
