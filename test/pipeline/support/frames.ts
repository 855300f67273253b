import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { limitTask } from '../../../shared/encoding/program-limits.ts';
import { runProgram } from '../../../shared/encoding/run-program.ts';
import { pictureArguments } from '../../../shared/encoding/video-arguments.ts';
import type { VideoTaskSpec } from '../../../shared/media/task.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { PROGRAMS } from '../../support/process-file.ts';

/** `time hash` of every frame that goes into the encoder of every output, in media time. */
export const hashFrames = async (spec: VideoTaskSpec, url: string): Promise<string[][]> => {
  const outputs = spec.outputs.flatMap((_, i) => [
    '-map',
    `[v${i}]`,
    '-fps_mode',
    'passthrough',
    '-f',
    'framehash',
    `pipe:${i + 3}`,
  ]);
  const program = runProgram(PROGRAMS.ffmpeg, [...pictureArguments(spec, url, DEFAULT_CONFIG.limits), ...outputs], {
    limits: limitTask(spec, DEFAULT_CONFIG.limits),
    extraPipes: spec.outputs.length,
  });
  program.stdout.resume();
  const texts = await Promise.all(program.pipes.map((pipe) => text(pipe)));
  expect((await program.finished).exitCode).toBe(0);
  return texts.map((lines) =>
    lines
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(',').map((field) => field.trim()))
      .map(([, , pts, , , hash]) => `${pts} ${hash}`),
  );
};
