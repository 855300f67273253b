import * as z from 'zod';
import { TASK_STATUSES } from '../media/status.ts';
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
  kind: z.enum(['video', 'audio', 'poster']),
  status: z.enum(TASK_STATUSES),
  firstSegment: z.int().optional(),
  renditions: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});
export type TaskOutline = Readonly<z.infer<typeof TaskOutline>>;

/** Without specifications and results, which are most of a task: a media of hours has thousands of tasks. */
export const outlineTasks = async (db: Database, mediaId: string): Promise<TaskOutline[]> => {
  const { rows } = await db.query(
    'select kind, status, first_segment, renditions from task where media_id = $1 order by position',
    [mediaId],
  );
  return rows.map((row) => TaskOutline.parse(fromColumns(row)));
};

/** Tasks that nobody was told of yet, in the order in which they are to be sent. */
export const unsentTasks = async (db: Database, mediaId: string): Promise<TaskRow[]> => {
  const { rows } = await db.query(
    `select * from task where media_id = $1 and status = 'Pending' and sent_at is null order by position`,
    [mediaId],
  );
  return rows.map(toTaskRow);
};

/** To be called after they were sent: what is sent twice does no harm, what is never sent does. */
export const markTasksSent = async (db: Database, taskIds: readonly string[], now: Date): Promise<void> => {
  if (taskIds.length === 0) return;
  await inTransaction(db, (client) =>
    client.query(
      `update task set sent_at = $2, sends = sends + 1
       where id = any($1::text[]) and status in ('Pending', 'Running')`,
      [taskIds, now],
    ),
  );
};
