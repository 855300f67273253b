import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { admitAdminKey, readAdminKey } from '../../shared/access/ensure-admin-key.ts';
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

/** Hands the first key over where one is needed, and tells who can come in. */
export const prepareAccess = async (
  deps: Pick<Deps, 'database' | 'dynamo' | 'resources' | 'access' | 'now'>,
  { directory, adminKey, say }: AccessOptions,
): Promise<void> => {
  if (adminKey !== undefined) {
    requireSecret(adminKey);
    await admitAdminKey(deps, adminKey);
  }
  if (deps.access === 'open' || (deps.access === 'auto' && !(await hasApiKeys(deps.database)))) {
    say('Anyone on this machine may use this service: it runs open, without API keys.');
    return;
  }
  const first = deps.access === 'keys' ? await readAdminKey(deps) : undefined;
  if (first === undefined) say('An API key is needed to use this service.');
  else say(`An API key is needed to use this service. The first one is in ${await writeKey(directory, first)}`);
};

const requireSecret = (adminKey: string): void => {
  if (secretKind(adminKey) === 'gk') return;
  throw new StartUpError(
    'GILFOYLE_ADMIN_KEY is not a key: it must be "gk_" and 43 letters, digits, "-" and "_", such as of 32 random bytes in base64url.',
  );
};

/** Readable by its owner alone. */
const writeKey = async (directory: string, secret: string): Promise<string> => {
  const file = join(directory, 'admin-key');
  await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return file;
};
