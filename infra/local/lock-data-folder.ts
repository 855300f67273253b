import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartUpError } from './start-up-error.ts';

export interface DataFolderLock {
  /** From now on, whoever wants the folder waits for us to release it. */
  readonly announceStop: () => void;
  readonly release: () => void;
}

const SQLITE_BUSY = 5;
const RETRY_MS = 100;
/** How long we wait for one that may not have heard yet that it is to stop, and for one that said it is stopping. */
const PATIENCE_MS = 2_000;
const STOP_PATIENCE_MS = 15_000;
const STOPPING = 'stopping';

const readHolder = (file: string): { readonly name: string; readonly isStopping: boolean } => {
  try {
    const [pid, state] = readFileSync(file, 'utf8').trim().split(' ');
    return { name: `process ${pid}`, isStopping: state === STOPPING };
  } catch {
    return { name: 'another process', isStopping: false };
  }
};

const tryLock = (file: string): DatabaseSync | undefined => {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
};

/**
 * Keeps a data folder to one process. The lock is SQLite's exclusive transaction on an otherwise empty database, that
 * is, a file lock of the kernel: it ends with its process however that ends, so it is never stale, and two starts at
 * once cannot both have it. The pid is there only to be told.
 */
export const lockDataFolder = async (directory: string): Promise<DataFolderLock> => {
  const pidFile = join(directory, 'pid');
  const began = performance.now();
  let database = tryLock(join(directory, 'lock'));
  while (database === undefined) {
    const { name, isStopping } = readHolder(pidFile);
    if (performance.now() - began > (isStopping ? STOP_PATIENCE_MS : PATIENCE_MS)) {
      throw new StartUpError(
        `The data folder ${directory} is in use by ${name}. Stop that one, or set GILFOYLE_DATA to another folder.`,
      );
    }
    await sleep(RETRY_MS);
    database = tryLock(join(directory, 'lock'));
  }
  const held = database;
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    announceStop: () => {
      try {
        writeFileSync(pidFile, `${process.pid} ${STOPPING}\n`);
      } catch {
        // A full disk must not keep us from stopping.
      }
    },
    release: () => {
      rmSync(pidFile, { force: true });
      held.close();
    },
  };
};
