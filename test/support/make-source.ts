import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROGRAMS } from './process-file.ts';

const run = promisify(execFile);

/** A folder for one test file's sources. */
export const makeFolder = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'gilfoyle-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

/** Runs ffmpeg, quietly, to make a source. */
export const ffmpeg = async (...args: string[]): Promise<string> => {
  const { stdout } = await run(PROGRAMS.ffmpeg, ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...args], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout;
};

export const ffprobe = async (...args: string[]): Promise<string> => {
  const { stdout } = await run(PROGRAMS.ffprobe, ['-v', 'error', ...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
};

/** Moving test pictures with grain, so that every frame differs. */
export const pictures = (size: string, rate: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
];

export const tone = (seconds: number, rate = 48_000): string[] => [
  ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${rate}:duration=${seconds}`],
];

export const QUICK_H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
