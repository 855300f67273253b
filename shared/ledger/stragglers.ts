import type { PoolClient } from 'pg';
import { appendEvents, type NewEvent } from './events.ts';
import { type TaskRow, toTaskRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

/** When a task that somebody is at is taken for one whose worker is too slow. A closer look has no siblings. */
export interface StragglerRules {
  /** It takes so many times as long as its siblings: tasks of the same media and kind that are done, by weight. */
  readonly factor: number;
  /** So many of them, at least. */
  readonly siblings: number;
  /** And no sooner than after this time. */
  readonly seconds: number;
}

export const STRAGGLER_RULES: StragglerRules = { factor: 3, siblings: 3, seconds: 10 };

export interface StragglerSearch {
  /** @default every media that is worked on */
  readonly mediaId?: string | undefined;
  /** @default STRAGGLER_RULES */
  readonly rules?: StragglerRules | undefined;
  readonly now: Date;
}

export interface Straggler {
  readonly task: TaskRow;
  /** Since its worker was last heard of, and what a task of its weight took others. */
  readonly seconds: number;
  readonly siblingSeconds: number;
}

const MAX_TASKS = 50;

const FIND = `
  with slow as (
    select task.* from task join media on media.id = task.media_id
    where media.status in ('ScheduledProcessing', 'Processing') and ($1::text is null or media.id = $1)
      and task.status = 'Running' and task.sent_at is not null and task.reported_at < $2
      and coalesce(task.copied_attempt, 0) <= task.failed_attempts and coalesce(task.segment_count, 1) > 0),
  pace as (
    select media_id, kind, count(*) as siblings, avg(seconds / weight) as seconds_per_weight from task
    where media_id in (select media_id from slow) and coalesce(segment_count, 1) > 0 and status = 'Succeeded' and seconds is not null and weight > 0
    group by media_id, kind)
  select slow.*, extract(epoch from ($3::timestamptz - slow.reported_at))::double precision as since,
    slow.weight * pace.seconds_per_weight as sibling_seconds
  from slow join pace on pace.media_id = slow.media_id and pace.kind = slow.kind
  where pace.siblings >= $4
    and extract(epoch from ($3::timestamptz - slow.reported_at)) > $5 * slow.weight * pace.seconds_per_weight
  order by slow.reported_at, slow.media_id, slow.position limit $6`;

/** Tasks whose worker is too slow, and of whose present try no second message was sent. Those first that run longest. */
export const findStragglers = async (db: Database, search: StragglerSearch): Promise<Straggler[]> => {
  const { mediaId, now, rules = STRAGGLER_RULES } = search;
  const begunBefore = new Date(now.getTime() - rules.seconds * 1000);
  const { rows } = await db.query<{ since: number; sibling_seconds: number }>(FIND, [
    ...[mediaId, begunBefore, now, rules.siblings, rules.factor, MAX_TASKS],
  ]);
  return rows.map(({ since: seconds, sibling_seconds: siblingSeconds, ...row }) => ({
    task: toTaskRow(row),
    seconds,
    siblingSeconds,
  }));
};

/**
 * Notes that a second message of their present try is sent, once for each try: so it is to be called before, and whoever
 * is told of a task sends it. It is no other try, and none of the sends by which lost messages are counted. Event
 * `task.straggling`.
 */
export const claimStragglers = (db: Database, search: StragglerSearch): Promise<TaskRow[]> =>
  inTransaction(db, async (client) => {
    const stragglers = await findStragglers(client, search);
    const claimed = await markCopied(client, stragglers);
    for (const [mediaId, ofMedia] of Map.groupBy(claimed, ({ task }) => task.mediaId)) {
      await appendEvents(client, mediaId, ofMedia.map(describe), search.now);
    }
    return claimed.map(({ task }) => task);
  });

const markCopied = async (client: PoolClient, stragglers: readonly Straggler[]): Promise<readonly Straggler[]> => {
  if (stragglers.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    `update task set copied_attempt = failed_attempts + 1
     where id = any($1::text[]) and status = 'Running' and coalesce(copied_attempt, 0) <= failed_attempts
     returning id`,
    [stragglers.map(({ task }) => task.id)],
  );
  const marked = new Set(rows.map(({ id }) => id));
  return stragglers.filter(({ task }) => marked.has(task.id));
};

const describe = ({ task, ...times }: Straggler): NewEvent => {
  const { id: taskId, kind, position, failedAttempts } = task;
  const [seconds, siblingSeconds] = [times.seconds, times.siblingSeconds].map((time) => Math.round(time * 10) / 10);
  const how = `has been worked on for ${seconds} s, and ${siblingSeconds} s would be usual`;
  const message = `Task ${position + 1} (${kind}) ${how}: a second worker does it, too.`;
  const data = { taskId, kind, position, attempt: failedAttempts + 1, seconds, siblingSeconds };
  return { level: 'Warning', type: 'task.straggling', message, data };
};
