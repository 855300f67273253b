import * as z from 'zod';
import type { Scope } from '../access/scope.ts';
import { bigint, type EventRow, toEventRow } from './rows.ts';
import { scopeConditions } from './scope-condition.ts';
import { type Database, inTransaction } from './transaction.ts';

/**
 * The events of all medias in one order. Who writes an event gives it no position: writers would have to wait for each other. Whoever
 * reads the feed gives positions to the events that have none, a batch in one transaction that also moves the head. So positions
 * become visible in their order, and a reader who goes on after the last one that it saw misses nothing.
 */
export interface FeedRow extends EventRow {
  readonly position: number;
}

/** Events without a position, as the index has them: so that neither a long backlog is sorted, nor all events are looked at. */
const UNPLACED = 'select media_id, seq from event where position is null order by position, media_id, seq limit $1';

/**
 * Gives positions to up to `limit` events, those of a media in the order of their `seq`; answers how many. Of two who do it at once one
 * has to do it again.
 */
export const placeEvents = async (db: Database, limit: number): Promise<number> => {
  if ((await db.query(UNPLACED, [1])).rowCount === 0) return 0;
  return inTransaction(db, async (client) => {
    const { rows } = await client.query<{ media_id: string; seq: number }>(UNPLACED, [limit]);
    if (rows.length === 0) return 0;
    const head = await client.query(
      `insert into feed_head (id, position) values (1, $1)
       on conflict (id) do update set position = feed_head.position + $1 returning position`,
      [rows.length],
    );
    const first = bigint.parse(head.rows[0]?.position) - rows.length + 1;
    await client.query(
      `update event set position = given.position
       from unnest($1::text[], $2::integer[], $3::bigint[]) as given (media_id, seq, position)
       where event.media_id = given.media_id and event.seq = given.seq`,
      [rows.map((row) => row.media_id), rows.map((row) => row.seq), rows.map((_, i) => first + i)],
    );
    return rows.length;
  });
};

/** The highest position that was given. */
export const feedHead = async (db: Database): Promise<number> => {
  const { rows } = await db.query('select position from feed_head where id = 1');
  return bigint.parse(rows[0]?.position ?? 0);
};

export interface FeedQuery {
  readonly after: number;
  readonly limit: number;
  /** Exactly, or all of a noun: `media.ready`, `media.*`. */
  readonly type?: string | undefined;
  /** What the caller may see. @default everything */
  readonly within?: readonly Scope[];
}

/** Events that are looked at for one page: of a caller who may see few of them a page may be empty although there are more. */
const WINDOW = 2000;

const Scanned = z.object({ scanned: bigint.nullable() });

/** `next` is where to go on: behind all that was looked at. `isEnd`: there was nothing beyond it. */
export const readFeed = async (
  db: Database,
  { after, limit, type, within = [] }: FeedQuery,
): Promise<{ readonly events: readonly FeedRow[]; readonly next: number; readonly isEnd: boolean }> => {
  const window = await db.query(
    `select max(position) as scanned, count(*)::integer as count
     from (select position from event where position > $1 order by position limit $2) as seen`,
    [after, WINDOW],
  );
  const { scanned } = Scanned.parse(window.rows[0]);
  if (scanned === null) return { events: [], next: after, isEnd: true };
  const values: unknown[] = [after, scanned];
  const value = (of: unknown): string => `$${values.push(of)}`;
  const conditions = [
    ...(type?.endsWith('.*') ? [`type like ${value(`${type.slice(0, -1)}%`)}`] : []),
    ...(type && !type.endsWith('.*') ? [`type = ${value(type)}`] : []),
    ...(within.length === 0
      ? []
      : [
          `exists (select 1 from media as about where about.id = event.media_id
             and ${scopeConditions('about', within, value).join(' and ')})`,
        ]),
  ];
  const { rows } = await db.query(
    `select * from event where position > $1 and position <= $2 ${conditions.map((each) => `and ${each}`).join(' ')}
     order by position limit ${value(limit)}`,
    values,
  );
  const events = rows.map((row) => ({ ...toEventRow(row), position: bigint.parse(row.position) }));
  const isFull = events.length === limit;
  return {
    events,
    next: isFull ? (events.at(-1)?.position ?? scanned) : scanned,
    isEnd: !isFull && window.rows[0]?.count < WINDOW,
  };
};
