import type { PoolClient } from 'pg';
import type { EventLevel } from '../media/status.ts';
import { type EventRow, toEventRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';
import { keepEvents } from './watch-events.ts';

/**
 * A media's history; `seq` counts from 1 without a hole. Types are part of the public contract:
 *
 *   media.created      Normal   title
 *   media.trashed      Normal   restoreUntil; it is deleted, and can be restored until then
 *   media.restored     Normal
 *   media.deleted      Normal   reason (request, schedule, orphan), status?, bytes?; all that stays of a deleted media
 *   media.updated      Normal   changed (names of fields)
 *   playback.revoked   Normal   (no address opens the media)
 *   playback.allowed   Normal   (those that are given out from now on do)
 *   playback.token_revoked Normal tokenId
 *   upload.started     Normal   kind, bytes, expiresAt, partBytes?
 *   upload.aborted     Normal   kind, bytes
 *   media.uploaded     Normal   bytes
 *   media.probed       Normal   durationSeconds, container, kind
 *   media.source_warning Warning  (the message says it)
 *   media.scheduled    Normal   renditions, tasks
 *   media.planned      Normal   renditions, tasks; the rest of a media that was looked at more closely
 *   rendition.dropped  Normal   rendition, reason
 *   media.processing   Normal   (the first sign of a worker)
 *   task.started       Normal   taskId, kind, position, attempt, delivery, renditions; once for each try, and a Warning for
 *                               each later delivery: the worker before died or was stopped
 *   task.succeeded     Normal   taskId, kind, position, attempt, renditions, encodeSeconds, mediaSeconds (of each), seconds?
 *   task.failed        Warning  taskId, kind, position, attempt, renditions, code, reason, final, detail?, seconds?,
 *                               retryInSeconds (unless final); Error if final, but for a poster or a closer look
 *   task.interrupted   Warning  taskId, kind, position, attempt, renditions, interruptions, reason, retryInSeconds, seconds?;
 *                               a part of the system is down; of the 1st, 2nd, 4th, 8th … of a try
 *   task.resent        Warning  taskId, kind, position, sends
 *   task.straggling    Warning  taskId, kind, position, attempt, seconds, siblingSeconds; a second worker does the same try
 *   rendition.ready    Normal   rendition, kind, bytes
 *   rendition.retired  Normal   rendition; it was needed until others were there
 *   rendition.errored  Error    rendition, kind, code
 *   media.playable     Normal   secondsToPlayable, segments
 *   media.incomplete   Warning  missing (names of renditions)
 *   media.ready        Normal   secondsToReady, secondsToPlayable, durationSeconds, renditions
 *   media.errored      Error    code, detail?
 *   ingest.failed      Error    (a dead letter)
 *   record.failed      Error    taskId, report; a dead letter
 *   publish.failed     Error    (a dead letter)
 */
export interface NewEvent {
  readonly level: EventLevel;
  /** Noun and past participle: `media.ready`, `task.failed`. Part of the public contract. */
  readonly type: string;
  /** A sentence for people. */
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export const listEvents = async (
  db: Database,
  mediaId: string,
  { afterSeq = 0, limit }: { readonly afterSeq?: number; readonly limit: number },
): Promise<EventRow[]> => {
  const { rows } = await db.query(
    'select * from event where media_id = $1 and seq > $2::bigint order by seq limit $3',
    [mediaId, afterSeq, limit],
  );
  return rows.map(toEventRow);
};

export const countEvents = async (db: Database, mediaId: string, type: string): Promise<number> => {
  const { rows } = await db.query<{ count: string }>(
    'select count(*) as count from event where media_id = $1 and type = $2',
    [mediaId, type],
  );
  return Number(rows[0]?.count ?? 0);
};

/** An event that goes with no change of state. Undefined if there is no such media. */
export const appendEvent = (
  db: Database,
  { mediaId, now, ...event }: NewEvent & { readonly mediaId: string; readonly now: Date },
): Promise<EventRow | undefined> =>
  inTransaction(db, async (client) => (await appendEvents(client, mediaId, [event], now)).at(0));

/** To be called in the transaction that changes the state. Writes nothing if there is no such media. */
export const appendEvents = async (
  client: PoolClient,
  mediaId: string,
  events: readonly NewEvent[],
  now: Date,
): Promise<EventRow[]> => {
  if (events.length === 0) return [];
  // Taking the numbers changes the media's row, so two writers can't take the same ones.
  const { rows } = await client.query<{ event_count: number }>(
    'update media set event_count = event_count + $2, updated_at = $3 where id = $1 returning event_count',
    [mediaId, events.length, now],
  );
  const last = rows[0]?.event_count;
  if (last === undefined) return [];
  const inserted = await client.query(
    `insert into event (media_id, seq, at, level, type, message, data)
     select $1, $2 + number, $3, level, type, message, data
     from unnest($4::integer[], $5::text[], $6::text[], $7::text[], $8::text[]) as new (number, level, type, message, data)
     returning *`,
    [
      mediaId,
      last - events.length,
      now,
      events.map((_, i) => i + 1),
      events.map((event) => event.level),
      events.map((event) => event.type),
      events.map((event) => event.message),
      events.map((event) => JSON.stringify(event.data ?? {})),
    ],
  );
  const written = inserted.rows.map(toEventRow);
  keepEvents(client, written);
  return written;
};
