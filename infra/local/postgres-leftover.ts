import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `postmaster.pid` says; `status` is padded with blanks. Undefined if there is no such file, or half of one. */
export const readPostmaster = async (data: string): Promise<{ pid: number; status: string } | undefined> => {
  const text = await readFile(pidFile(data), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : undefined;
};

/**
 * What a former start left on the data folder: a server whose parent was killed is stopped, a pid file whose number now
 * belongs to some other process (as after a restart of a container) is removed. Throws if another Gilfoyle uses the folder.
 */
export const clearLeftover = async (data: string, parentFile: string): Promise<void> => {
  const postmaster = await readPostmaster(data);
  if (!postmaster || !isAlive(postmaster.pid)) return;
  const process_ = await describeProcess(postmaster.pid);
  if (!process_?.command.includes(data)) {
    await rm(pidFile(data), { force: true });
    return;
  }
  const parent = Number.parseInt(await readFile(parentFile, 'utf8').catch(() => ''), 10);
  if (process_.parent === parent) {
    throw new Error(`the data folder ${data} is in use by another Gilfoyle, process ${parent}: stop it first`);
  }
  await stopProcess(postmaster.pid, data);
};

/** Fast shutdown; if that takes too long, the immediate one, which the next start recovers from. Never SIGKILL. */
const stopProcess = async (pid: number, data: string): Promise<void> => {
  for (const [signal, seconds] of [['SIGINT', 20] as const, ['SIGQUIT', 10] as const]) {
    try {
      process.kill(pid, signal);
    } catch (cause) {
      if (!isAlive(pid)) return;
      throw new Error(`a PostgreSQL left on ${data} (process ${pid}) could not be stopped`, { cause });
    }
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      if (!isAlive(pid)) return;
      await sleep(20);
    }
  }
  throw new Error(`a PostgreSQL left on ${data} (process ${pid}) does not stop`);
};

const pidFile = (data: string): string => join(data, 'postmaster.pid');

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const describeProcess = async (pid: number): Promise<{ parent: number; command: string } | undefined> => {
  try {
    if (platform() === 'linux') {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // "pid (name) state parent …"; the name may hold anything.
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return { parent: Number(parent), command };
    }
    const { stdout } = await run('ps', ['-o', 'ppid=,command=', '-p', `${pid}`]);
    const [, parent = '', command = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? [];
    return { parent: Number(parent), command };
  } catch {
    return undefined;
  }
};
