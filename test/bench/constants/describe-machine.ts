import { execFile } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { promisify } from 'node:util';
import type { EncodingCosts } from '../../../shared/media/encoding-costs.ts';
import { PROGRAMS } from '../../support/process-file.ts';

const run = promisify(execFile);

/** Where and with what the costs are measured. x264 says its version in every stream, and nowhere else. */
export const describeMachine = async (remark: string): Promise<EncodingCosts['measured']> => {
  const { stdout: version } = await run(PROGRAMS.ffmpeg, ['-version']);
  const { stdout: stream } = await run(
    PROGRAMS.ffmpeg,
    ['-v', 'error', '-f', 'lavfi', '-i', 'color=size=64x64', '-frames:v', '1', '-c:v', 'libx264', '-f', 'h264', '-'],
    { encoding: 'latin1' },
  );
  return {
    at: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    ffmpeg: /^ffmpeg version (\S+)/.exec(version)?.[1] ?? 'unknown',
    x264: /x264 - core (\d+(?: r\d+ [0-9a-f]+)?)/.exec(stream)?.[1] ?? 'unknown',
    remark,
  };
};
