import * as z from 'zod';
import { fromColumns, json } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

const ApiKeyFromColumns = z.object({
  id: z.string(),
  name: z.string(),
  roles: json(z.array(z.string())),
  objects: json(z.array(z.string())),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().optional(),
  revokedAt: z.date().optional(),
  lastUsedAt: z.date().optional(),
});
export type ApiKeyRow = Readonly<z.infer<typeof ApiKeyFromColumns>>;

export interface NewApiKey {
  readonly id: string;
  readonly secretHash: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly objects: readonly string[];
  /** Id of the caller. */
  readonly createdBy: string;
  readonly expiresAt?: Date | undefined;
  readonly now: Date;
}

const toRow = (columns: Readonly<Record<string, unknown>>): ApiKeyRow => ApiKeyFromColumns.parse(fromColumns(columns));

/** One that has this secret already is left as it is. */
export const insertApiKey = async (db: Database, key: NewApiKey): Promise<void> => {
  const { id, secretHash, name, roles, objects, createdBy, expiresAt, now } = key;
  await inTransaction(db, (client) =>
    client.query(
      `insert into api_key (id, secret_hash, name, roles, objects, created_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (secret_hash) do nothing`,
      [id, secretHash, name, JSON.stringify(roles), JSON.stringify(objects), createdBy, now, expiresAt],
    ),
  );
};

export const findApiKey = async (db: Database, id: string): Promise<ApiKeyRow | undefined> => {
  const { rows } = await db.query('select * from api_key where id = $1', [id]);
  return rows.map(toRow).at(0);
};

export const findApiKeyBySecret = async (db: Database, secretHash: string): Promise<ApiKeyRow | undefined> => {
  const { rows } = await db.query('select * from api_key where secret_hash = $1', [secretHash]);
  return rows.map(toRow).at(0);
};

/** Whether there ever was one. */
export const hasApiKeys = async (db: Database): Promise<boolean> =>
  (await db.query('select 1 from api_key limit 1')).rowCount === 1;

/** Newest first, those before the id `before`. */
export const listApiKeys = async (
  db: Database,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<ApiKeyRow[]> => {
  const { rows } = await db.query(
    `select * from api_key ${before === undefined ? '' : 'where id < $2'} order by id desc limit $1`,
    before === undefined ? [limit] : [limit, before],
  );
  return rows.map(toRow);
};

/** From now on it opens nothing. Undefined: there is no such key. */
export const revokeApiKey = (db: Database, id: string, now: Date): Promise<ApiKeyRow | undefined> =>
  inTransaction(db, async (client) => {
    const { rows } = await client.query(
      'update api_key set revoked_at = coalesce(revoked_at, $2) where id = $1 returning *',
      [id, now],
    );
    return rows.map(toRow).at(0);
  });

export const touchApiKey = async (db: Database, id: string, now: Date): Promise<void> => {
  await inTransaction(db, (client) => client.query('update api_key set last_used_at = $2 where id = $1', [id, now]));
};
