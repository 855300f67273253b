import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { admitAdminKey, ensureAdminKey, type KeyStore } from '../../shared/access/ensure-admin-key.ts';
import { secretKind } from '../../shared/access/secrets.ts';
import { hasApiKeys } from '../../shared/ledger/api-keys.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { StartUpError } from './start-up-error.ts';

export interface AccessOptions {
  readonly directory: string;
  /** The operator's own choice of a key with all rights. */
  readonly adminKey?: string | undefined;
  readonly say: (line: string) => void;
}

/** Sees to it that there is a key where one is needed, and tells who can come in. */
export const prepareAccess = async (
  deps: Pick<Deps, 'database' | 'access' | 'now'>,
  { directory, adminKey, say }: AccessOptions,
): Promise<void> => {
  if (adminKey !== undefined) {
    requireSecret(adminKey);
    await admitAdminKey(deps, adminKey);
  }
  if (deps.access === 'keys') {
    const file = join(directory, 'admin-key');
    const { isNew } = await ensureAdminKey(deps, keyFile(file));
    if (isNew) say(`An API key is needed to use this service. The first one is in ${file}`);
  } else if (deps.access === 'open' || !(await hasApiKeys(deps.database))) {
    say('Anyone on this machine may use this service: it runs open, without API keys.');
  }
};

const requireSecret = (adminKey: string): void => {
  if (secretKind(adminKey) === 'gk') return;
  throw new StartUpError(
    'GILFOYLE_ADMIN_KEY is not a key: it must be "gk_" and 43 letters, digits, "-" and "_", such as of 32 random bytes in base64url.',
  );
};

const keyFile = (file: string): KeyStore => ({
  read: async () => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  write: async (secret) => {
    await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  },
});
