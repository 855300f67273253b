import type { PoolClient } from 'pg';
import * as z from 'zod';
import { fromColumns, type MediaRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

/**
 * What the edge is to know besides the keys: what is revoked. A change is a row that is pending until the edge has it. One that
 * says that there is nothing to know any more goes when the edge knows. `shared/playback/tell-edge.ts` tells it.
 */
const EdgeValue = z.object({ key: z.string(), value: z.string().optional(), version: z.int() });
export type EdgeValueRow = Readonly<z.infer<typeof EdgeValue>>;

/** No token opens it. */
const CLOSED = '*';

export const mediaEdgeKey = (mediaId: string): string => `revoked.${mediaId}`;
export const tokenEdgeKey = (mediaId: string, tokenId: string): string => `${mediaEdgeKey(mediaId)}.${tokenId}`;

/** What the edge is to know of a media; undefined: nothing, as of most. */
const mediaEdgeValue = (
  media: Pick<MediaRow, 'trashedAt' | 'playbackRevokedAt' | 'playbackGeneration'>,
): string | undefined => {
  if (media.trashedAt || media.playbackRevokedAt) return CLOSED;
  return media.playbackGeneration > 0 ? media.playbackGeneration.toString(36) : undefined;
};

interface Change {
  readonly key: string;
  /** @default it is to be gone */
  readonly value?: string | undefined;
  readonly expiresAt?: Date | undefined;
  readonly now: Date;
}

/** To be called in the transaction that makes it so. */
export const putEdgeValue = (client: PoolClient, { key, value, expiresAt, now }: Change) =>
  client.query(
    `insert into edge_value (key, value, expires_at, version, pending_since) values ($1, $2, $3, 1, $4)
     on conflict (key) do update
       set value = excluded.value, expires_at = excluded.expires_at, version = edge_value.version + 1,
         pending_since = excluded.pending_since`,
    [key, value, expiresAt, now],
  );

/** The same for a media as it is now. */
export const putMediaEdgeValue = async (
  client: PoolClient,
  media: Pick<MediaRow, 'id' | 'trashedAt' | 'playbackRevokedAt' | 'playbackGeneration'>,
  now: Date,
): Promise<void> => {
  await putEdgeValue(client, { key: mediaEdgeKey(media.id), value: mediaEdgeValue(media), now });
};

/** Once a media is gone with all its files, nobody asks for it any more. */
export const dropMediaEdgeValue = async (client: PoolClient, mediaId: string, now: Date): Promise<void> => {
  await client.query(
    `update edge_value set value = null, version = version + 1, pending_since = $2
     where key = $1 and value is not null`,
    [mediaEdgeKey(mediaId), now],
  );
};

export const hasEdgeValue = async (db: Database, key: string): Promise<boolean> => {
  const { rows } = await db.query('select 1 from edge_value where key = $1 and value is not null', [key]);
  return rows.length > 0;
};

/** What the edge has yet to be told, oldest first. */
export const pendingEdgeValues = async (db: Database, limit: number): Promise<EdgeValueRow[]> => {
  const { rows } = await db.query(
    `select key, value, version from edge_value where pending_since is not null order by pending_since limit $1`,
    [limit],
  );
  return rows.map((row) => EdgeValue.parse(fromColumns(row)));
};

export const hasPendingEdgeValues = async (db: Database): Promise<boolean> =>
  (await pendingEdgeValues(db, 1)).length > 0;

/** The edge has them as they were when they were read. */
export const noteEdgeValues = (db: Database, told: readonly EdgeValueRow[]): Promise<void> =>
  inTransaction(db, async (client) => {
    for (const { key, value, version } of told) {
      const same = 'where key = $1 and version = $2';
      if (value === undefined) await client.query(`delete from edge_value ${same}`, [key, version]);
      else await client.query(`update edge_value set pending_since = null ${same}`, [key, version]);
    }
  });

/** Revocations of tokens that have expired say nothing: they are to leave the edge. */
export const expireEdgeValues = (
  db: Database,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<number> =>
  inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `update edge_value set value = null, expires_at = null, version = version + 1, pending_since = $1
       where key in (select key from edge_value where expires_at <= $1 order by expires_at limit $2) and expires_at <= $1`,
      [now, limit],
    );
    return rowCount ?? 0;
  });

/** Aurora DSQL writes no more than 3,000 rows in a transaction. */
const RESEND_ROWS = 1000;

/** The edge is to be told of everything again: its store may be another one. Answers how many there are. */
export const resendEdgeValues = async (db: Database, now: Date): Promise<number> => {
  let resent = 0;
  let after = '';
  for (let rows = RESEND_ROWS; rows === RESEND_ROWS; resent += rows) {
    const keys = await inTransaction(db, async (client) => {
      const result = await client.query<{ key: string }>(
        `update edge_value set version = version + 1, pending_since = $1
         where key in (select key from edge_value where key > $2 order by key limit ${RESEND_ROWS}) returning key`,
        [now, after],
      );
      return result.rows.map(({ key }) => key).sort();
    });
    rows = keys.length;
    after = keys.at(-1) ?? after;
  }
  return resent;
};

/** All that the edge is to know, told or not. */
export const listEdgeValues = async (db: Database): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await db.query<{ key: string; value: string }>(
    'select key, value from edge_value where value is not null',
  );
  return new Map(rows.map(({ key, value }) => [key, value]));
};
