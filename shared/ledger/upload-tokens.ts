import * as z from 'zod';
import { bigint, fromColumns, json } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

const UploadTokenFromColumns = z.object({
  id: z.string(),
  mediaId: z.string(),
  maxBytes: bigint.optional(),
  kind: z.enum(['video', 'audio']).optional(),
  title: z.string().optional(),
  tags: json(z.array(z.string())),
  metadata: json(z.record(z.string(), z.string())),
  /** Id of the key that it was made with. */
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
  revokedAt: z.date().optional(),
});
export type UploadTokenRow = Readonly<z.infer<typeof UploadTokenFromColumns>>;

export type NewUploadToken = Omit<UploadTokenRow, 'createdAt' | 'revokedAt'> & {
  readonly secretHash: string;
  readonly now: Date;
};

const toRow = (columns: Readonly<Record<string, unknown>>): UploadTokenRow =>
  UploadTokenFromColumns.parse(fromColumns(columns));

/** One that has this id already is answered as it is: a caller who did not hear of it may ask again. */
export const insertUploadToken = (db: Database, token: NewUploadToken): Promise<UploadTokenRow> =>
  inTransaction(db, async (client) => {
    const { id, secretHash, mediaId, maxBytes, kind, title, tags, metadata, createdBy, expiresAt, now } = token;
    const { rows } = await client.query(
      `insert into upload_token
         (id, secret_hash, media_id, max_bytes, kind, title, tags, metadata, created_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (id) do update set id = excluded.id returning *`,
      [
        ...[id, secretHash, mediaId, maxBytes, kind, title, JSON.stringify(tags), JSON.stringify(metadata)],
        ...[createdBy, now, expiresAt],
      ],
    );
    return toRow(rows[0]);
  });

export const findUploadToken = async (db: Database, id: string): Promise<UploadTokenRow | undefined> => {
  const { rows } = await db.query('select * from upload_token where id = $1', [id]);
  return rows.map(toRow).at(0);
};

export const findUploadTokenBySecret = async (db: Database, hash: string): Promise<UploadTokenRow | undefined> => {
  const { rows } = await db.query('select * from upload_token where secret_hash = $1', [hash]);
  return rows.map(toRow).at(0);
};

/** From now on it opens nothing. Undefined: there is no such token. */
export const revokeUploadToken = (db: Database, id: string, now: Date): Promise<UploadTokenRow | undefined> =>
  inTransaction(db, async (client) => {
    const { rows } = await client.query(
      'update upload_token set revoked_at = coalesce(revoked_at, $2) where id = $1 returning *',
      [id, now],
    );
    return rows.map(toRow).at(0);
  });

/** Removes up to `limit` tokens that expired before `before`, and tells how many. */
export const removeExpiredUploadTokens = (
  db: Database,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> =>
  inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      'delete from upload_token where id in (select id from upload_token where expires_at < $1 order by expires_at limit $2)',
      [before, limit],
    );
    return rowCount ?? 0;
  });
