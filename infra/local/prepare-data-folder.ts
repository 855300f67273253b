import { constants } from 'node:fs';
import { access, chmod, mkdir } from 'node:fs/promises';
import { StartUpError } from './start-up-error.ts';

const isNodeError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;

/** Makes the data folder, readable by its owner alone: it holds uploads, the database and a secret. */
export const prepareDataFolder = async (directory: string): Promise<void> => {
  try {
    const created = await mkdir(directory, { recursive: true });
    if (created !== undefined) await chmod(directory, 0o700);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = isNodeError(error) ? error.code : undefined;
    const reason =
      code === 'EEXIST' || code === 'ENOTDIR' ? 'there is a file in its place' : `it cannot be written (${code})`;
    throw new StartUpError(
      `The data folder ${directory} cannot be used: ${reason}. Make it writable, or set GILFOYLE_DATA to another folder.`,
      { cause: error },
    );
  }
};
