import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Cleaning } from './temporary-folder.ts';
import { waitUntil } from './wait-until.ts';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface StartedProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Runs Node on a file of the project, in an environment of the given variables and what a shell has at least. */
export const startProcess = (
  test: Cleaning,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = ROOT,
): StartedProcess => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => (stdout += bytes));
  child.stderr.on('data', (bytes) => (stderr += bytes));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  test.onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
};

const READY = /^Gilfoyle is ready at (http:\/\/127\.0\.0\.1:\d+)$/m;

/** Waits for the line that says the service is ready, and answers with its address. */
export const readyAt = async ({ stdout, stderr, child }: StartedProcess): Promise<string> => {
  await waitUntil(() => READY.test(stdout()) || child.exitCode !== null, 60);
  const url = READY.exec(stdout())?.[1];
  if (!url) throw new Error(`It did not get ready:\n${stderr()}`);
  return url;
};
