import type { PoolClient } from 'pg';
import { putMediaEdgeValue } from './edge-values.ts';
import { appendEvents } from './events.ts';
import { findMedia } from './medias.ts';
import type { MediaRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

/**
 * A media in the trash is as it was, and work on it goes on: only nobody sees it, and the edge lets nobody play it. So to restore it
 * is to say so. Two columns hold it, beside its status: since when it is deleted, and until when it can be restored.
 */

export interface Trash {
  readonly mediaId: string;
  readonly restoreUntil: Date;
  readonly now: Date;
  /** May throw, and then the media stays. */
  readonly check?: ((media: MediaRow) => void) | undefined;
  /** Whether it is still to be deleted. @default always */
  readonly isDue?: (media: MediaRow) => boolean;
}

/** Event `media.trashed`. One that is in the trash already stays there as long as it was to. */
export const trashMedia = (
  db: Database,
  { mediaId, restoreUntil, now, check, isDue = () => true }: Trash,
): Promise<MediaRow | undefined> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (!media || !isDue(media)) return undefined;
    check?.(media);
    if (media.trashedAt) return media;
    await client.query('update media set trashed_at = $2, restore_until = $3 where id = $1', [
      ...[mediaId, now],
      restoreUntil,
    ]);
    const until = restoreUntil.toISOString();
    const message = `The media was deleted; it can be restored until ${until}.`;
    await appendEvents(
      client,
      mediaId,
      [{ level: 'Normal', type: 'media.trashed', message, data: { restoreUntil: until } }],
      now,
    );
    return readChanged(client, mediaId, now);
  });

/** Event `media.restored`, unless it is not in the trash. Undefined if there is no such media, or if it is too late. */
export const restoreMedia = (
  db: Database,
  { mediaId, now }: { readonly mediaId: string; readonly now: Date },
): Promise<MediaRow | undefined> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (!media || (media.restoreUntil && media.restoreUntil <= now)) return undefined;
    if (!media.trashedAt) return media;
    // A time that has passed would have it deleted again.
    const deleteAt = media.deleteAt && media.deleteAt > now ? media.deleteAt : null;
    await client.query('update media set trashed_at = null, restore_until = null, delete_at = $2 where id = $1', [
      ...[mediaId, deleteAt],
    ]);
    const message = 'The media was restored.';
    await appendEvents(client, mediaId, [{ level: 'Normal', type: 'media.restored', message }], now);
    return readChanged(client, mediaId, now);
  });

/** The edge hears of it as well. */
const readChanged = async (client: PoolClient, mediaId: string, now: Date): Promise<MediaRow> => {
  const media = await findMedia(client, mediaId);
  if (!media) throw new Error(`media ${mediaId} is gone in the middle of a transaction`);
  await putMediaEdgeValue(client, media, now);
  return media;
};

export interface Due {
  readonly now: Date;
  readonly limit: number;
}

/** Medias whose time in the trash is over. */
export const mediasPastRestore = async (db: Database, { now, limit }: Due): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(
    'select id from media where restore_until <= $1 order by restore_until limit $2',
    [now, limit],
  );
  return rows.map(({ id }) => id);
};

/** Medias that their owners wanted to be deleted by now. */
export const mediasPastDeleteAt = async (db: Database, { now, limit }: Due): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(
    'select id from media where delete_at <= $1 and trashed_at is null order by delete_at limit $2',
    [now, limit],
  );
  return rows.map(({ id }) => id);
};

/** When the next media is to be deleted; undefined: none, as far as anybody has said. */
export const nextDueAt = async (db: Database): Promise<Date | undefined> => {
  const { rows } = await db.query<{ due: Date }>(
    `(select restore_until as due from media where restore_until is not null order by restore_until limit 1)
     union all
     (select delete_at as due from media where delete_at is not null and trashed_at is null order by delete_at limit 1)`,
  );
  return rows.map(({ due }) => due).toSorted((a, b) => a.getTime() - b.getTime())[0];
};
