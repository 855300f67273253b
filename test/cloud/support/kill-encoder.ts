import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloudFolder } from './cloud-folder.ts';

interface Process {
  readonly parent: number;
  readonly command: string;
}

const WAIT_MS = 60_000;

/**
 * Kills a Lambda while its ffmpeg runs, as a machine that dies would: the one whose ffmpeg, of the deployed layer, has
 * `mark` in its arguments. Linux only.
 */
export const killEncoder = async (mark: string): Promise<void> => {
  const layers = `${cloudFolder().path}/layers/`;
  const isEncoder = ({ command }: Process) => command.includes(layers) && command.includes(mark);
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const processes = await readProcesses();
    const encoders = [...processes.values()].filter(isEncoder);
    const lambda = encoders.map((encoder) => findLambda(processes, encoder)).find((pid) => pid !== undefined);
    if (lambda !== undefined) return void process.kill(lambda, 'SIGKILL');
    if (performance.now() > deadline) throw new Error(`No Lambda was seen that encodes with ${mark}`);
    await sleep(20);
  }
};

/** Between a Lambda and its ffmpeg there may be programs that set limits. */
const findLambda = (processes: ReadonlyMap<number, Process>, { parent }: Process): number | undefined => {
  const next = processes.get(parent);
  if (!next || /ministack-lambda-.+_worker\.js/.test(next.command)) return next && parent;
  return findLambda(processes, next);
};

const readProcesses = async (): Promise<ReadonlyMap<number, Process>> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // The name, in parentheses, may have spaces in it; the parent is the second word after it.
      const words = stat.slice(stat.lastIndexOf(')') + 1).trim();
      return [Number(pid), { parent: Number(words.split(' ')[1]), command }] as const;
    }),
  );
  return new Map(entries);
};
