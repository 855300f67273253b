import * as z from 'zod';
import type { Caller } from '../../access/caller.ts';
import { hashSecret, newSecret } from '../../access/secrets.ts';
import { type ApiKeyRow, findApiKey, insertApiKey, listApiKeys, revokeApiKey } from '../../ledger/api-keys.ts';
import { newId } from '../../media/identifiers.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { decodeCursor } from '../medias/cursor.ts';
import type { ApiKey, CreateKeyBody, PageQuery } from '../schemas/access.ts';
import { pageOf } from './page-of.ts';
import { requireFuture } from './require-future.ts';

type KeyDeps = Pick<Deps, 'database' | 'config' | 'now'>;

const noSuchKey = (id: string): Problem =>
  new Problem('key_not_found', `There is no API key ${JSON.stringify(id)}; check the id.`);

/** Its secret is in the answer and nowhere else. */
export const createKey = async (
  deps: KeyDeps,
  { name, roles, objects, expiresAt }: CreateKeyBody,
  caller: Caller,
): Promise<ApiKey & { secret: string }> => {
  await requireRoles(deps, roles);
  const now = deps.now();
  const expiry = expiresAt === undefined ? undefined : requireFuture('expiresAt', expiresAt, now);
  const secret = newSecret('gk');
  const id = newId('key', now);
  const secretHash = hashSecret(secret);
  await insertApiKey(deps.database, {
    id,
    secretHash,
    name,
    roles,
    objects,
    createdBy: caller.id,
    expiresAt: expiry,
    now,
  });
  return { ...(await readKey(deps, id)), secret };
};

const requireRoles = async ({ config }: Pick<Deps, 'config'>, roles: readonly string[]): Promise<void> => {
  const { loadPolicy } = await import('../../access/load-policy.ts');
  const policy = await loadPolicy(config.access.policy);
  const errors = roles.flatMap((role, index) =>
    policy.roles.includes(role)
      ? []
      : [{ path: `roles.${index}`, message: `is not a role; there are ${policy.roles.join(', ')}` }],
  );
  if (errors.length === 0) return;
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new Problem('invalid_request', `The body is not valid: ${detail}.`, { errors });
};

export const readKey = async ({ database }: Pick<Deps, 'database'>, id: string): Promise<ApiKey> => {
  const key = await findApiKey(database, id);
  if (!key) throw noSuchKey(id);
  return present(key);
};

export const readKeys = async ({ database }: Pick<Deps, 'database'>, { limit, cursor }: PageQuery) => {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, (value) => z.string().parse(value));
  return pageOf(await listApiKeys(database, { limit: limit + 1, before }), limit, present);
};

/** Revoking twice is harmless. */
export const revokeKey = async ({ database, now }: Pick<Deps, 'database' | 'now'>, id: string): Promise<ApiKey> => {
  const key = await revokeApiKey(database, id, now());
  if (!key) throw noSuchKey(id);
  return present(key);
};

const present = ({
  id,
  name,
  roles,
  objects,
  createdBy,
  createdAt,
  expiresAt,
  revokedAt,
  lastUsedAt,
}: ApiKeyRow): ApiKey => ({
  id,
  name,
  roles,
  objects,
  createdBy,
  createdAt: createdAt.toISOString(),
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
  ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
});
