import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 200;
const SQLITE_BUSY = 5;

/**
 * Does `work` when no one else does under the same lock file. The lock is SQLite's exclusive transaction on an empty
 * database: the kernel ends it with the process, however that ends, so whoever waits never waits for a dead one.
 */
export const takeTurn = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  const database = new DatabaseSync(file);
  try {
    while (!begin(database)) await sleep(RETRY_MS);
    return await work();
  } finally {
    database.close();
  }
};

const begin = (database: DatabaseSync): boolean => {
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
};
