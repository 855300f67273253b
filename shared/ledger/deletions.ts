import type { PoolClient } from 'pg';
import * as z from 'zod';
import { dropMediaEdgeValue } from './edge-values.ts';
import { appendEvents } from './events.ts';
import { findMedia } from './medias.ts';
import { type EventRow, fromColumns, type MediaRow, toEventRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';
import { keepEvents } from './watch-events.ts';

/**
 * A media that is deleted is gone with one commit: its row is what every other write is guarded by, so nothing can be
 * written of it afterwards. What that row led to is removed by and by (`purgeRows`, and the objects by purge); the row in
 * `deletion` reminds of it and goes last. The event `media.deleted` is all that stays.
 */
const DELETED = 'media.deleted';

const Deletion = z.object({
  mediaId: z.string(),
  /** Or reminded of: since then something may have been written. */
  requestedAt: z.date(),
  nextAt: z.date(),
  /** How often somebody looked since then. */
  passes: z.int(),
});
export type DeletionRow = Readonly<z.infer<typeof Deletion>>;

interface At {
  readonly mediaId: string;
  readonly now: Date;
}

export interface DeleteOptions extends At {
  /** May throw, and then the media stays. */
  readonly check?: ((media: MediaRow) => void) | undefined;
  /** Whether it is still to be deleted. @default always */
  readonly isDue?: (media: MediaRow) => boolean;
  /** @default 'request' */
  readonly reason?: 'request' | 'schedule';
}

/** Any state → gone. Event `media.deleted`. */
export const deleteMedia = (
  db: Database,
  { mediaId, now, check, isDue = () => true, reason = 'request' }: DeleteOptions,
): Promise<'deleted' | 'missing'> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (!media || !isDue(media)) return 'missing';
    check?.(media);
    const data = { reason, status: media.status, ...(media.source && { bytes: media.source.bytes }) };
    const event = { level: 'Normal', type: DELETED, message: 'The media was deleted.', data } as const;
    await appendEvents(client, mediaId, [event], now);
    await client.query('delete from media where id = $1', [mediaId]);
    await remind(client, { mediaId, now });
    return 'deleted';
  });

/**
 * Objects that no media leads to are treated as those of a deleted one. Event `media.deleted`, whose reason is `orphan`.
 * False if there is such a media, or if it is being removed already.
 */
export const adoptOrphan = (db: Database, { mediaId, now }: At): Promise<boolean> =>
  inTransaction(db, async (client) => {
    if ((await findMedia(client, mediaId)) || (await findDeletion(client, mediaId))) return false;
    if (!(await findDeletedEvent(client, mediaId))) {
      const message = 'Files were found that belong to no media, and are removed.';
      const { rows } = await client.query(
        `insert into event (media_id, seq, at, level, type, message, data)
         values ($1, 1, $2, 'Warning', '${DELETED}', $3, $4) returning *`,
        [mediaId, now, message, JSON.stringify({ reason: 'orphan' })],
      );
      keepEvents(client, rows.map(toEventRow));
    }
    await remind(client, { mediaId, now });
    return true;
  });

/** Has somebody look again, now: the media was deleted, and something of it may have been written since. */
export const remindOfDeletion = (db: Database, at: At): Promise<boolean> =>
  inTransaction(db, async (client) => {
    if (!(await findDeletedEvent(client, at.mediaId))) return false;
    await remind(client, at);
    return true;
  });

const remind = (client: PoolClient, { mediaId, now }: At) =>
  client.query(
    `insert into deletion (media_id, requested_at, next_at, passes) values ($1, $2, $2, 0)
     on conflict (media_id) do update
       set requested_at = excluded.requested_at, next_at = excluded.next_at, passes = 0`,
    [mediaId, now],
  );

export const findDeletion = async (db: Database, mediaId: string): Promise<DeletionRow | undefined> => {
  const { rows } = await db.query('select * from deletion where media_id = $1', [mediaId]);
  return rows.map((row) => Deletion.parse(fromColumns(row))).at(0);
};

/** What is left of a media that was deleted. */
export const findDeletedEvent = async (db: Database, mediaId: string): Promise<EventRow | undefined> => {
  const { rows } = await db.query(
    `select * from event where media_id = $1 and type = '${DELETED}' order by seq desc limit 1`,
    [mediaId],
  );
  return rows.map(toEventRow).at(0);
};

/** Aurora DSQL writes no more than 3,000 rows in a transaction. */
const PURGE_ROWS = 1000;

/**
 * Removes the rows that a deleted media left, but for the event that says so. Answers how many; does nothing while there is
 * such a media.
 */
export const purgeRows = async (db: Database, mediaId: string): Promise<number> => {
  let purged = 0;
  for (const [table, key, condition] of LEFT_ROWS) {
    for (let rows = PURGE_ROWS; rows === PURGE_ROWS; purged += rows) {
      rows = await inTransaction(db, async (client) => {
        if (await findMedia(client, mediaId)) return 0;
        const { rowCount } = await client.query(
          `delete from ${table} where media_id = $1 and ${key} in
             (select ${key} from ${table} where media_id = $1 and ${condition} limit ${PURGE_ROWS})`,
          [mediaId],
        );
        return rowCount ?? 0;
      });
    }
  }
  return purged;
};

const LEFT_ROWS = [
  ['rendition', 'name', 'true'],
  ['task', 'id', 'true'],
  ['event', 'seq', `type <> '${DELETED}'`],
] as const;

export interface Pass {
  /** As it was before somebody looked: a reminder that came in the meantime stays. */
  readonly deletion: Pick<DeletionRow, 'mediaId' | 'requestedAt' | 'passes'>;
  /** When to look once more; undefined: nothing can be left. */
  readonly nextAt: Date | undefined;
  readonly now: Date;
}

/** Somebody looked. */
export const notePass = async (db: Database, { deletion, nextAt, now }: Pass): Promise<void> => {
  const { mediaId, requestedAt, passes } = deletion;
  const same = 'media_id = $1 and requested_at = $2 and passes = $3';
  await inTransaction(db, async (client) => {
    if (nextAt) {
      await client.query(`update deletion set passes = passes + 1, next_at = $4 where ${same}`, [
        ...[mediaId, requestedAt, passes],
        nextAt,
      ]);
    } else {
      await client.query(`delete from deletion where ${same}`, [mediaId, requestedAt, passes]);
      await dropMediaEdgeValue(client, mediaId, now);
    }
  });
};

/** Deletions that somebody has to look at, oldest first; none of them is due again before `nextAt`. */
export const claimDeletions = (
  db: Database,
  { now, nextAt, limit }: { readonly now: Date; readonly nextAt: Date; readonly limit: number },
): Promise<string[]> =>
  inTransaction(db, async (client) => {
    const { rows } = await client.query<{ media_id: string }>(
      'select media_id from deletion where next_at <= $1 order by next_at limit $2',
      [now, limit],
    );
    const mediaIds = rows.map(({ media_id }) => media_id);
    if (mediaIds.length > 0) {
      await client.query('update deletion set next_at = $2 where media_id = any($1::text[])', [mediaIds, nextAt]);
    }
    return mediaIds;
  });

/** Deletions that are not done. */
export const hasDeletions = async (db: Database): Promise<boolean> => {
  const { rows } = await db.query('select 1 from deletion limit 1');
  return rows.length > 0;
};

export const countDeletions = async (db: Database, requestedBefore: Date): Promise<number> => {
  const { rows } = await db.query<{ count: string }>('select count(*) as count from deletion where requested_at < $1', [
    requestedBefore,
  ]);
  return Number(rows[0]?.count ?? 0);
};

/** Those of these ids that no media has. */
export const idsWithoutMedia = async (db: Database, mediaIds: readonly string[]): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>('select id from media where id = any($1::text[])', [mediaIds]);
  const known = new Set(rows.map(({ id }) => id));
  return mediaIds.filter((id) => !known.has(id));
};
