import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { StartUpError } from './start-up-error.ts';

const Credentials = z.object({ accessKeyId: z.string().min(16), secretAccessKey: z.string().min(32) });
export type LocalCredentials = Readonly<z.infer<typeof Credentials>>;

const create = async (file: string): Promise<LocalCredentials> => {
  const credentials = {
    accessKeyId: `GF${randomBytes(9).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return credentials;
};

/** The key that signs requests to the object store of this data folder: made once, known to its owner alone. */
export const loadCredentials = async (directory: string): Promise<LocalCredentials> => {
  const file = join(directory, 'credentials.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return create(file);
    throw error;
  }
  try {
    return Credentials.parse(JSON.parse(text));
  } catch (error) {
    throw new StartUpError(
      `${file} is damaged. Delete it: a new key is made at the next start, and upload addresses signed until now stop working.`,
      { cause: error },
    );
  }
};
