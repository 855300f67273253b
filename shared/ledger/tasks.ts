import { type TaskRow, toTaskRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

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
  await inTransaction(db, (client) =>
    client.query(
      `update task set sent_at = $2, sends = sends + 1
       where id = any($1::text[]) and status in ('Pending', 'Running')`,
      [taskIds, now],
    ),
  );
};
