import { readdir, readFile } from 'node:fs/promises';

/** Linux counts CPU time in these, 100 to the second on every machine we know (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

interface ProcessFacts {
  readonly parent: number;
  /** Its own, and of children that have ended and were waited for. */
  readonly cpuSeconds: number;
}

const readProcess = async (pid: number | 'self'): Promise<ProcessFacts | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in brackets and may hold anything; fields are counted from behind it.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, cpuSeconds: (user + system + childUser + childSystem) / TICKS_PER_SECOND };
  } catch {
    return undefined; // it has ended meanwhile
  }
};

/** CPU seconds of a process and everything it started, living or ended. */
export const cpuOfTree = async (root: number): Promise<number> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const facts = new Map<number, ProcessFacts>();
  for (const pid of pids) {
    const found = await readProcess(pid);
    if (found) facts.set(pid, found);
  }
  const isBelow = (pid: number): boolean => pid === root || (facts.has(pid) && isBelow(facts.get(pid)?.parent ?? 0));
  let sum = 0;
  for (const [pid, { cpuSeconds }] of facts) if (isBelow(pid)) sum += cpuSeconds;
  return sum;
};

/** CPU seconds of this process's ended children so far. */
export const cpuOfEndedChildren = async (): Promise<number> => {
  const own = process.cpuUsage();
  const all = await readProcess('self');
  return (all?.cpuSeconds ?? 0) - (own.user + own.system) / 1e6;
};

/** Resident memory of one process in MB, now. */
export const residentMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
};
