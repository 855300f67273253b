import { type MarkerDeps, wakeSweep } from './sweep-marker.ts';

/**
 * Does `work`, whose commit gives sweep something to look after: an upload, a plan, an earlier deadline. Sweep rests only
 * if nobody woke it between the moment it read its marker and the moment it noted the rest; in between it looked at the
 * ledger. So it either sees the commit, or it is woken after it. The call before the commit is for a process that dies
 * right after it; then a rest goes on only if sweep's look fell between that call and the commit, and ends within the hour.
 */
export const wakeSweepAround = async <T>(deps: MarkerDeps, work: () => Promise<T>): Promise<T> => {
  await wakeSweep(deps);
  try {
    return await work();
  } finally {
    // Also when it failed: a commit whose answer got lost is a commit.
    await wakeSweep(deps);
  }
};
