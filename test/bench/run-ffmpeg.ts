import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuOfEndedChildren } from './measure-processes.ts';

/** The ffmpeg of this machine, as everybody calls it. */
export const runFfmpeg = async (args: readonly string[]): Promise<void> => {
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`ffmpeg ended with code ${code}`);
};

/** In seconds. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** What programs cost that `run` starts and waits for. */
export const measureChildren = async (run: () => Promise<void>): Promise<Cost> => {
  const [cpu, wall] = [await cpuOfEndedChildren(), performance.now()];
  await run();
  return { cpu: (await cpuOfEndedChildren()) - cpu, wall: (performance.now() - wall) / 1000 };
};
