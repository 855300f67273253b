import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** After that long it is ended and has failed. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
  /** Its output is for the user to see. @default kept for the error */
  readonly show?: boolean;
}

const ROOT = new URL('../../', import.meta.url).pathname;
const END_MS = 5000;

/**
 * Runs a program and whatever it starts to the end, in the folder of the project; answers with what it printed on
 * stdout. Throws with the last lines if it fails.
 */
export const run = async (program: string, args: readonly string[], options: RunOptions): Promise<string> => {
  const { env = process.env, seconds, show = false } = options;
  const timeout = AbortSignal.timeout(seconds * 1000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  signal.throwIfAborted();
  // A process group of its own, so that ending it ends its children as well.
  const child = spawn(program, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { all: '', stdout: '' };
  const both = new PassThrough().on('data', (bytes) => {
    output.all += bytes;
    if (show) process.stdout.write(bytes);
  });
  child.stdout.on('data', (bytes) => (output.stdout += bytes)).pipe(both, { end: false });
  child.stderr.pipe(both, { end: false });
  const end = () => void endGroup(child.pid);
  signal.addEventListener('abort', end, { once: true });
  try {
    const [code, by]: [number | null, string | null] = await once(child, 'close').then(([c, s]) => [c, s]);
    if (code === 0) return output.stdout;
    const why = timeout.aborted ? `was not done after ${seconds} s` : `ended with ${by ?? `code ${code}`}`;
    const last = show ? '' : `:\n${output.all.trim().split('\n').slice(-40).join('\n')}`;
    throw new Error(`${[program, ...args].join(' ')} ${why}${last}`);
  } finally {
    signal.removeEventListener('abort', end);
  }
};

/** SIGTERM to a process group, and SIGKILL to what is left of it. */
export const endGroup = async (pid: number | undefined): Promise<void> => {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  const deadline = performance.now() + END_MS;
  while (performance.now() < deadline) {
    if (!signalGroup(pid, 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(pid, 'SIGKILL');
};

/** Whether there was anyone to hear it. */
const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
};
