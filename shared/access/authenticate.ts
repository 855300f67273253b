import { type ApiKeyRow, findApiKey, findApiKeyBySecret, hasApiKeys, touchApiKey } from '../ledger/api-keys.ts';
import { findUploadTokenBySecret } from '../ledger/upload-tokens.ts';
import type { Deps } from '../runtime/deps.ts';
import { Problem } from '../runtime/problem.ts';
import { ANYONE, type Caller, keyCaller, uploadCaller } from './caller.ts';
import { hashSecret, secretKind } from './secrets.ts';

export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

type AccessDeps = Pick<Deps, 'database' | 'config' | 'access' | 'now'>;

const BEARER = /^Bearer +(\S+)$/i;
/** How exact the time of a key's last use is. */
const TOUCH_MS = 60_000;

const unauthorized = (detail: string): Problem =>
  new Problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="gilfoyle"' } });

/** Finds out who asks: the holder of a key, of an upload token, or anyone where no key is needed. Else throws `unauthorized`. */
export const createAuthenticate = (deps: AccessDeps): Authenticate => {
  const isOpen = createIsOpen(deps);
  return async (authorization) => {
    if (authorization === undefined) {
      if (await isOpen()) return ANYONE;
      throw unauthorized('This service needs an API key; send it as "Authorization: Bearer gk_…".');
    }
    const secret = BEARER.exec(authorization)?.[1];
    const kind = secret === undefined ? undefined : secretKind(secret);
    if (secret === undefined || kind === undefined) {
      throw unauthorized('The Authorization header must be "Bearer" and an API key (gk_…) or an upload token (gu_…).');
    }
    return kind === 'gk' ? authenticateKey(deps, secret) : authenticateUpload(deps, secret);
  };
};

/** A key that was made once closes the service for good, also when it has expired. */
const createIsOpen = ({ access, database }: Pick<Deps, 'access' | 'database'>): (() => Promise<boolean>) => {
  let isClosed = access === 'keys';
  return async () => {
    if (access === 'open') return true;
    isClosed ||= await hasApiKeys(database);
    return !isClosed;
  };
};

const authenticateKey = async (deps: AccessDeps, secret: string): Promise<Caller> => {
  const now = deps.now();
  const key = await findApiKeyBySecret(deps.database, hashSecret(secret));
  if (!key) throw unauthorized('There is no such API key; check that it was copied whole.');
  const fault = keyFault(key, now);
  if (fault) throw unauthorized(fault);
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() >= TOUCH_MS) {
    await touchApiKey(deps.database, key.id, now);
  }
  // Loaded with the first key: where none is needed nothing waits for it.
  const { loadPolicy } = await import('./load-policy.ts');
  return keyCaller(await loadPolicy(deps.config.access.policy), key);
};

const keyFault = ({ name, revokedAt, expiresAt }: ApiKeyRow, now: Date): string | undefined => {
  const key = `The API key ${JSON.stringify(name)}`;
  if (revokedAt) return `${key} was revoked; ask for another one.`;
  return expiresAt && expiresAt <= now ? `${key} has expired; ask for another one.` : undefined;
};

const authenticateUpload = async ({ database, now }: AccessDeps, secret: string): Promise<Caller> => {
  const token = await findUploadTokenBySecret(database, hashSecret(secret));
  if (!token) throw unauthorized('There is no such upload token; ask for another one.');
  if (token.revokedAt) throw unauthorized('This upload token was revoked; ask for another one.');
  if (token.expiresAt <= now()) throw unauthorized('This upload token has expired; ask for another one.');
  // What a key has given out is worth no more than the key.
  const key = token.createdBy === ANYONE.id ? undefined : await findApiKey(database, token.createdBy);
  if (key && keyFault(key, now()))
    throw unauthorized('The API key that gave out this upload token is not valid any more.');
  return uploadCaller(token.id, token);
};
