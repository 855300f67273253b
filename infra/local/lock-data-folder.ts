import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartUpError } from './start-up-error.ts';

export interface DataFolderLock {
  readonly release: () => void;
}

const SQLITE_BUSY = 5;

const readHolder = (file: string): string => {
  try {
    return `process ${readFileSync(file, 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
};

/**
 * Keeps a data folder to one process. The lock is SQLite's exclusive transaction on an otherwise empty database, that
 * is, a file lock of the kernel: it ends with its process however that ends, so it is never stale, and two starts at
 * once cannot both have it. The pid is there only to be told.
 */
export const lockDataFolder = (directory: string): DataFolderLock => {
  const pidFile = join(directory, 'pid');
  const database = new DatabaseSync(join(directory, 'lock'));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new StartUpError(
      `The data folder ${directory} is in use by ${readHolder(pidFile)}. Stop that one, or set GILFOYLE_DATA to another folder.`,
      { cause: error },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    release: () => {
      rmSync(pidFile, { force: true });
      database.close();
    },
  };
};
