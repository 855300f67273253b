import { expect } from 'vitest';
import { run } from './make-video.ts';

/** Frames that ffmpeg decodes of a stream; anything it complains of fails the test. */
export const decode = async (url: string, stream: string): Promise<number> => {
  const { stdout, stderr } = await run(
    'ffmpeg',
    ['-v', 'error', '-nostdin', '-i', url, '-map', stream, '-f', 'framemd5', '-'],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line && !line.startsWith('#')).length;
};
