import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_ARGUMENTS } from '../../../infra/set-up/commands.mjs';

export interface Service {
  /** Without a slash at its end. */
  readonly url: string;
  /** Of our own service: what benchmarks measure. */
  readonly pid?: number;
  readonly stop: () => Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 15_000;
const READY = /Gilfoyle is ready at (http:\/\/\S+)/;
const ROOT = new URL('../../../', import.meta.url).pathname;

/**
 * The service that `TEST_BASE_URL` names (`BASE_URL` for the user: vitest gives that name a meaning of its own, so
 * its configuration hands it on), or one of our own on this machine, with a fresh data folder and the settings given.
 */
export const startService = async (settings: Readonly<Record<`GILFOYLE_${string}`, string>> = {}): Promise<Service> => {
  const { TEST_BASE_URL } = process.env;
  if (TEST_BASE_URL) return { url: TEST_BASE_URL.replace(/\/$/, ''), stop: async () => undefined };
  const data = await mkdtemp(join(tmpdir(), 'gilfoyle-acceptance-'));
  const child = spawn(process.execPath, SERVICE_ARGUMENTS, {
    cwd: ROOT,
    env: { ...process.env, ...settings, PORT: '0', GILFOYLE_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { url: await untilReady(child), stop, ...(child.pid === undefined ? {} : { pid: child.pid }) };
  } catch (error) {
    await stop();
    throw error;
  }
};

const untilReady = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string) => reject(new Error(`The service ${what}. It said:\n${output}`));
    const timer = setTimeout(fail, START_MS, `was not ready within ${START_MS} ms`);
    const read = (chunk: Buffer) => {
      output += chunk;
      const url = READY.exec(output)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });

/** As an operator would: SIGTERM, then patience. That it does not end in time is a failure. */
const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const late = new AbortController();
  const isLate = sleep(STOP_MS, true, { signal: late.signal }).catch(() => false);
  const result = await Promise.race([exit, isLate]);
  late.abort();
  if (result !== true) return;
  child.kill('SIGKILL');
  throw new Error(`The service did not stop within ${STOP_MS} ms of SIGTERM`);
};
