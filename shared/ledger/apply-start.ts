import type { PoolClient } from 'pg';
import type { NewEvent } from './events.ts';
import type { TaskRow } from './rows.ts';

/** A try began: Pending → Running. One event for each try; reports of earlier tries that come late change nothing. */
export const applyStart = async (
  client: PoolClient,
  task: TaskRow,
  attempt: number,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { rowCount } = await client.query(
    `update task set status = 'Running', attempts = $2, started_at = coalesce(started_at, $3), reported_at = $3
     where id = $1 and status in ('Pending', 'Running') and attempts < $2`,
    [task.id, attempt, now],
  );
  if (rowCount === 0) return [];
  const events = await beginWork(client, task, now);
  const { id: taskId, kind, position, renditions } = task;
  const message = `Task ${position + 1} (${kind}) was started${attempt > 1 ? `, try ${attempt}` : ''}.`;
  return [
    ...events,
    { level: 'Normal', type: 'task.started', message, data: { taskId, kind, position, attempt, renditions } },
  ];
};

/** The first sign of any worker moves media and renditions on, also when the report of the start got lost. */
export const beginWork = async (client: PoolClient, task: TaskRow, now: Date): Promise<readonly NewEvent[]> => {
  await client.query(
    `update rendition set status = 'Processing', started_at = $3
     where media_id = $1 and name = any($2::text[]) and status = 'Pending'`,
    [task.mediaId, task.renditions, now],
  );
  const { rowCount } = await client.query(
    `update media set status = 'Processing' where id = $1 and status = 'ScheduledProcessing'`,
    [task.mediaId],
  );
  return rowCount === 0 ? [] : [{ level: 'Normal', type: 'media.processing', message: 'The work has begun.' }];
};
