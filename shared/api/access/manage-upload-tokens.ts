import { requireOnTags } from '../../access/authorize.ts';
import type { Caller } from '../../access/caller.ts';
import { hashSecret, newSecret } from '../../access/secrets.ts';
import {
  findUploadToken,
  insertUploadToken,
  revokeUploadToken,
  type UploadTokenRow,
} from '../../ledger/upload-tokens.ts';
import { newId } from '../../media/identifiers.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import type { CreateUploadTokenBody, UploadToken } from '../schemas/access.ts';
import { checkFileSize } from '../uploads/check-file-size.ts';

const noSuchToken = (id: string): Problem =>
  new Problem('upload_token_not_found', `There is no upload token ${JSON.stringify(id)}; check the id.`);

/** Lets whoever has the token upload one media, whose id is known from now on. */
export const createUploadToken = async (
  deps: Pick<Deps, 'database' | 'dynamo' | 'resources' | 'config' | 'logger' | 'now'>,
  { expiresInSeconds, ...limits }: CreateUploadTokenBody,
  caller: Caller,
): Promise<UploadToken & { token: string }> => {
  if (caller.upload) throw new Problem('forbidden', 'An upload token does not make others; use an API key.');
  requireOnTags(caller, 'upload', limits);
  if (limits.maxBytes !== undefined) checkFileSize(limits.maxBytes, deps.config);
  const now = deps.now();
  const token = newSecret('gu');
  const row = await wakeSweepAround(deps, () =>
    insertUploadToken(deps.database, {
      ...limits,
      id: newId('upt', now),
      secretHash: hashSecret(token),
      mediaId: newId('med', now),
      createdBy: caller.id,
      expiresAt: new Date(now.getTime() + expiresInSeconds * 1000),
      now,
    }),
  );
  return { ...present(row), token };
};

/** Those of others are there for who may do everything. */
const requireOwn = (caller: Caller, row: UploadTokenRow | undefined, id: string): UploadTokenRow => {
  if (!row || (row.createdBy !== caller.id && !caller.can('admin', ['service']))) throw noSuchToken(id);
  return row;
};

export const readUploadToken = async (
  { database }: Pick<Deps, 'database'>,
  id: string,
  caller: Caller,
): Promise<UploadToken> => present(requireOwn(caller, await findUploadToken(database, id), id));

/** Revoking twice is harmless. What was uploaded with it stays. */
export const dropUploadToken = async (
  { database, now }: Pick<Deps, 'database' | 'now'>,
  id: string,
  caller: Caller,
): Promise<UploadToken> => {
  requireOwn(caller, await findUploadToken(database, id), id);
  const row = await revokeUploadToken(database, id, now());
  if (!row) throw noSuchToken(id);
  return present(row);
};

const present = ({ createdAt, expiresAt, revokedAt, maxBytes, kind, title, ...row }: UploadTokenRow): UploadToken => ({
  ...row,
  ...(maxBytes !== undefined && { maxBytes }),
  ...(kind && { kind }),
  ...(title !== undefined && { title }),
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
});
