import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PROGRAMS } from '../../support/process-file.ts';

/** What ffmpeg says of itself at its end (`-benchmark`): user and system time since it opened its files, and its peak. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs ffmpeg and answers what it used. Its own words are the kernel's (`getrusage`), to the microsecond. */
export const runMeasured = async (args: readonly string[]): Promise<Usage> => {
  const { stderr } = await promisify(execFile)(
    PROGRAMS.ffmpeg,
    ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-benchmark', '-y', ...args],
    { maxBuffer: MOST_OUTPUT_BYTES },
  );
  const read = (pattern: RegExp): number => {
    const found = pattern.exec(stderr)?.[1];
    if (found === undefined) throw new Error(`ffmpeg did not say what it used:\n${stderr.slice(-2000)}`);
    return Number(found);
  };
  return {
    cpuSeconds: read(/^bench: utime=([\d.]+)s/m) + read(/^bench: utime=[\d.]+s stime=([\d.]+)s/m),
    peakBytes: read(/^bench: maxrss=(\d+)/m) * 1024,
  };
};

/** The same several times. The least is what it takes; anything above that is what the machine did beside it. */
export const runRepeatedly = async (args: readonly string[], times: number): Promise<Usage> => {
  const usages: Usage[] = [];
  for (let run = 0; run < times; run++) usages.push(await runMeasured(args));
  return {
    cpuSeconds: Math.min(...usages.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: Math.max(...usages.map(({ peakBytes }) => peakBytes)),
  };
};
