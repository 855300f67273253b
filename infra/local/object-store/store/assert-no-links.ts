import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Refuses a path one of whose folders is a symbolic link: someone put it there, and it may lead out of the store.
 * A folder that does not exist is fine.
 */
export const assertNoLinks = async (path: string): Promise<void> => {
  const folder = dirname(path);
  const real = await realpath(folder).catch(() => folder);
  if (real !== folder) throw new Error(`${folder} goes through a symbolic link to ${real}`);
};
