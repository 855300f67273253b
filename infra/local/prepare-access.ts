import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { admitAdminKey, readAdminKey } from '../../shared/access/ensure-admin-key.ts';
import { hasApiKeys } from '../../shared/ledger/api-keys.ts';
import type { Deps } from '../../shared/runtime/deps.ts';

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
  if (adminKey !== undefined) await admitAdminKey(deps, adminKey);
  if (deps.access === 'open' || (deps.access === 'auto' && !(await hasApiKeys(deps.database)))) {
    say('Anyone on this machine may use this service: it runs open, without API keys.');
    return;
  }
  const first = deps.access === 'keys' ? await readAdminKey(deps) : undefined;
  if (first === undefined) say('An API key is needed to use this service.');
  else say(`An API key is needed to use this service. The first one is in ${await writeKey(directory, first)}`);
};

/** Readable by its owner alone. */
const writeKey = async (directory: string, secret: string): Promise<string> => {
  const file = join(directory, 'admin-key');
  await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return file;
};
