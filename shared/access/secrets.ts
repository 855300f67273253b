import { createHash, randomBytes } from 'node:crypto';

/** As many as the hash gives: nobody guesses it, so no slow hash is needed. */
const SECRET_BYTES = 32;

const SECRET = /^(gk|gu)_[A-Za-z0-9_-]{43}$/;

/** `gk_` is an API key, `gu_` an upload token: scanners for leaked secrets can tell them by it. */
export type SecretKind = 'gk' | 'gu';

export const newSecret = (kind: SecretKind): string => `${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;

/** Undefined: it is none of ours. */
export const secretKind = (secret: string): SecretKind | undefined =>
  SECRET.exec(secret)?.[1] as SecretKind | undefined;

/** What the ledger keeps of it. Finding a row by the hash takes as long for any other: it tells nothing of the secret. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
