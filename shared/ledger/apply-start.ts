import type { PoolClient } from 'pg';
import type { Outcome } from '../media/outcome.ts';
import type { NewEvent } from './events.ts';
import type { TaskRow } from './rows.ts';

/**
 * A worker began: Pending → Running. One event for each try and one more for each later delivery of its message, which says
 * that the worker before it is no more; reports of earlier tries that come late change nothing.
 */
export const applyStart = async (
  client: PoolClient,
  task: TaskRow,
  { attempt, interruptions, delivery }: Extract<Outcome, { type: 'started' }>,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { rowCount } = await client.query(
    `update task set status = 'Running', attempts = greatest(attempts, $2),
       deliveries = case when attempts < $2 then $4 else greatest(coalesce(deliveries, 0), $4) end,
       started_at = coalesce(started_at, $5), reported_at = $5
     where id = $1 and status in ('Pending', 'Running') and failed_attempts < $2 and coalesce(interruptions, 0) <= $3`,
    [task.id, attempt, interruptions, delivery, now],
  );
  if (rowCount === 0) return [];
  const begun = await beginWork(client, task, now);
  const isNews = attempt > task.attempts || (attempt === task.attempts && delivery > task.deliveries);
  if (!isNews) return begun;
  const { id: taskId, kind, position, renditions } = task;
  const isAnew = delivery > 1;
  const how = isAnew ? `started anew, because its worker died or was stopped (delivery ${delivery})` : 'started';
  const message = `Task ${position + 1} (${kind}) was ${how}${attempt > 1 ? `, try ${attempt}` : ''}.`;
  const data = { taskId, kind, position, attempt, delivery, renditions };
  return [...begun, { level: isAnew ? 'Warning' : 'Normal', type: 'task.started', message, data }];
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
