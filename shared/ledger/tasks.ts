import type { PoolClient } from 'pg';
import * as z from 'zod';
import { TASK_STATUSES } from '../media/status.ts';
import { appendEvents } from './events.ts';
import { fromColumns, type TaskRow, toTaskRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

export const findTask = async (db: Database, id: string): Promise<TaskRow | undefined> => {
  const { rows } = await db.query('select * from task where id = $1', [id]);
  return rows.map(toTaskRow).at(0);
};

/** In the plan's order, with everything that was written. */
export const findTasks = async (db: Database, mediaId: string): Promise<TaskRow[]> => {
  const { rows } = await db.query('select * from task where media_id = $1 order by position', [mediaId]);
  return rows.map(toTaskRow);
};

const TaskOutline = z.object({
  status: z.enum(TASK_STATUSES),
  firstSegment: z.int().optional(),
  segmentCount: z.int().optional(),
  renditions: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});
export type TaskOutline = Readonly<z.infer<typeof TaskOutline>>;

/** Without specifications and results, which are most of a task: a media of hours has thousands of tasks. */
export const outlineTasks = async (db: Database, mediaId: string): Promise<TaskOutline[]> => {
  const { rows } = await db.query(
    'select status, first_segment, segment_count, renditions from task where media_id = $1 order by position',
    [mediaId],
  );
  return rows.map((row) => TaskOutline.parse(fromColumns(row)));
};

/** Open tasks of which no message was sent, or none since their last try, in the order in which they are to be sent. */
export const unsentTasks = async (db: Database, mediaId: string, taskIds?: readonly string[]): Promise<TaskRow[]> => {
  const { rows } = await db.query(
    `select task.* from task join media on media.id = task.media_id
     where media.id = $1 and media.status in ('ScheduledProcessing', 'Processing')
       and task.status in ('Pending', 'Running') and task.sent_at is null and ($2::text[] is null or task.id = any($2))
     order by task.position`,
    [mediaId, taskIds],
  );
  return rows.map(toTaskRow);
};

/** What a message was sent of: the task's present try, as it was when it was read. */
export type SentTask = Pick<TaskRow, 'id' | 'failedAttempts' | 'interruptions'>;

/**
 * To be called after they were sent: what is sent twice does no harm, what is never sent does. A task that has gone on to
 * another try in the meantime stays unsent.
 */
export const markTasksSent = async (db: Database, tasks: readonly SentTask[], now: Date): Promise<void> => {
  if (tasks.length === 0) return;
  await inTransaction(db, (client) => markSent(client, tasks, now));
};

/** The same for a task that was sent again because nothing was heard of it. Event `task.resent`. */
export const markTaskResent = async (db: Database, task: TaskRow, now: Date): Promise<void> => {
  await inTransaction(db, async (client) => {
    const { rows } = await markSent(client, [task], now);
    if (!rows[0]) return;
    const { id: taskId, mediaId, kind, position } = task;
    const message = `Task ${position + 1} (${kind}) was sent again: nobody said what came of it.`;
    const data = { taskId, kind, position, sends: rows[0].sends };
    await appendEvents(client, mediaId, [{ level: 'Warning', type: 'task.resent', message, data }], now);
  });
};

const markSent = (client: PoolClient, tasks: readonly SentTask[], now: Date) =>
  client.query<{ sends: number }>(
    `update task set sent_at = $4, sends = task.sends + 1
     from unnest($1::text[], $2::integer[], $3::integer[]) as sent (id, failed_attempts, interruptions)
     where task.id = sent.id and task.status in ('Pending', 'Running')
       and task.failed_attempts = sent.failed_attempts and coalesce(task.interruptions, 0) = sent.interruptions
     returning task.sends`,
    [
      tasks.map(({ id }) => id),
      tasks.map(({ failedAttempts }) => failedAttempts),
      tasks.map(({ interruptions }) => interruptions),
      now,
    ],
  );
