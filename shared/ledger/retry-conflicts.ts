import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';

/**
 * serialization_failure and deadlock_detected: nothing was written. Aurora DSQL says the former at commit, and to the
 * first statement of a connection, even a read, after tables were changed (OC001).
 */
const CONFLICTS = new Set(['40001', '40P01']);

const MAX_TRIES = 30;
const FIRST_PAUSE_MS = 8;
const LONGEST_PAUSE_MS = 250;

/** Does `work` again from the start when the database refused it for the sake of another transaction. */
export const retryConflicts = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw error;
      await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries));
    }
  }
};

const isConflict = (error: unknown): boolean => error instanceof DatabaseError && CONFLICTS.has(error.code ?? '');
