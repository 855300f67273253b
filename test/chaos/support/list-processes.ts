import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Process {
  readonly pid: number;
  readonly command: string;
}

const readAll = async (): Promise<Process[]> => {
  if (platform() === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    return Promise.all(
      pids.map(async (pid) => {
        // Gone in the meantime, or a zombie: no command.
        const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        return { pid: Number(pid), command: text.replaceAll('\0', ' ') };
      }),
    );
  }
  const { stdout } = await run('ps', ['-axo', 'pid=,command=']);
  return stdout.split('\n').map((line) => {
    const [, pid = '0', command = ''] = /^\s*(\d+)\s+(.*)/.exec(line) ?? [];
    return { pid: Number(pid), command };
  });
};

/** Running processes whose command names something. */
export const listProcesses = async (mark: string): Promise<Process[]> =>
  (await readAll()).filter(({ pid, command }) => pid !== process.pid && command.includes(mark));
