import { hasApiKeys, insertApiKey } from '../ledger/api-keys.ts';
import { newId } from '../media/identifiers.ts';
import type { Deps } from '../runtime/deps.ts';
import { ANYTHING } from './actions.ts';
import { hashSecret, newSecret, secretKind } from './secrets.ts';

/** Where the operator finds the first key. */
export interface KeyStore {
  /** Undefined: nothing was kept there yet. */
  read(): Promise<string | undefined>;
  write(secret: string): Promise<void>;
}

const NAME = 'First key';

/** Makes the key of this secret, with all rights, unless there is one. */
export const admitAdminKey = ({ database, now }: Pick<Deps, 'database' | 'now'>, secret: string): Promise<void> =>
  insertApiKey(database, {
    id: newId('key', now()),
    secretHash: hashSecret(secret),
    name: NAME,
    roles: ['admin'],
    objects: [ANYTHING],
    createdBy: 'setup',
    now: now(),
  });

/**
 * Makes the first key unless there ever was one. The store has its secret before the ledger knows of it: what was kept before
 * something went wrong is used, and of a key that nobody can know nothing is left.
 */
export const ensureAdminKey = async (
  deps: Pick<Deps, 'database' | 'now'>,
  store: KeyStore,
): Promise<{ readonly isNew: boolean }> => {
  if (await hasApiKeys(deps.database)) return { isNew: false };
  const kept = (await store.read())?.trim();
  const isUsable = kept !== undefined && secretKind(kept) === 'gk';
  const secret = isUsable ? kept : newSecret('gk');
  if (!isUsable) await store.write(secret);
  await admitAdminKey(deps, secret);
  return { isNew: true };
};
