import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Media } from '../../../shared/api/schemas/media.ts';
import { PROGRAMS } from '../../support/process-file.ts';

const run = promisify(execFile);

/** Decodes all of a media as viewers get it: every rendition of HLS, and of DASH. The first fault fails the test. */
export const decodeWhole = async ({ id, playback }: Media): Promise<void> => {
  expect(playback, id).toMatchObject({ hls: expect.any(String), dash: expect.any(String) });
  for (const url of [playback?.hls ?? '', playback?.dash ?? '']) {
    const args = ['-v', 'error', '-nostdin', '-xerror', '-i', url, '-map', '0', '-f', 'null', '-'];
    const { stderr } = await run(PROGRAMS.ffmpeg, args, { timeout: 120_000 });
    expect(stderr, url).toBe('');
  }
};
