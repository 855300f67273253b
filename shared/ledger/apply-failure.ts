import type { PoolClient } from 'pg';
import type { Outcome } from '../media/outcome.ts';
import { beginWork } from './apply-start.ts';
import { countDownMedia } from './count-down-media.ts';
import type { NewEvent } from './events.ts';
import type { TaskRow } from './rows.ts';

type Failed = Extract<Outcome, { type: 'failed' }>;

/** A try failed. If no other follows, → Failed, and its renditions → Errored; a poster alone is not worth that. */
export const applyFailure = async (
  client: PoolClient,
  task: TaskRow,
  outcome: Failed,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { rowCount } = outcome.final
    ? await closeTask(client, task, outcome, now)
    : await noteFailedTry(client, task, outcome, now);
  if (rowCount === 0) return [];
  const begun = await beginWork(client, task, now);
  const failed = describeFailure(task, outcome);
  if (!outcome.final) return [...begun, failed];
  return [
    ...begun,
    failed,
    ...(await failRenditions(client, task, outcome, now)),
    ...(await countDownMedia(client, task, now)),
  ];
};

const noteFailedTry = (client: PoolClient, task: TaskRow, { attempt }: Failed, now: Date) =>
  client.query(
    `update task set status = 'Running', failed_attempts = $2, attempts = greatest(attempts, $2),
       started_at = coalesce(started_at, $3), reported_at = $3
     where id = $1 and status in ('Pending', 'Running') and failed_attempts < $2`,
    [task.id, attempt, now],
  );

const closeTask = (client: PoolClient, task: TaskRow, { attempt, code, message, detail }: Failed, now: Date) =>
  client.query(
    `update task set status = 'Failed', failed_attempts = $2, attempts = greatest(attempts, $2),
       error_code = $3, error_message = $4, error_detail = $5,
       started_at = coalesce(started_at, $6), reported_at = $6, finished_at = $6
     where id = $1 and status in ('Pending', 'Running')`,
    [task.id, attempt, code, message, detail, now],
  );

const describeFailure = (
  { id: taskId, kind, position, renditions }: TaskRow,
  { attempt, code, message, detail, final }: Failed,
): NewEvent => ({
  level: final && kind !== 'poster' ? 'Error' : 'Warning',
  type: 'task.failed',
  message: `Task ${position + 1} (${kind}) failed${final ? ' for good' : ''}: ${message}`,
  data: { taskId, kind, position, attempt, renditions, code, final, ...(detail !== undefined && { detail }) },
});

const failRenditions = async (
  client: PoolClient,
  { mediaId, renditions }: TaskRow,
  { code, message }: Failed,
  now: Date,
): Promise<NewEvent[]> => {
  // Those that another task has failed already, first: the next statement makes more of them.
  await client.query(
    `update rendition set tasks_left = tasks_left - 1
     where media_id = $1 and name = any($2::text[]) and status = 'Errored'`,
    [mediaId, renditions],
  );
  const { rows } = await client.query<{ name: string; kind: string }>(
    `update rendition set status = 'Errored', tasks_left = tasks_left - 1, error_code = $3, error_message = $4,
       finished_at = $5
     where media_id = $1 and name = any($2::text[]) and status in ('Pending', 'Processing')
     returning name, kind`,
    [mediaId, renditions, code, message, now],
  );
  return rows.map(({ name, kind }) => ({
    level: 'Error',
    type: 'rendition.errored',
    message: `The rendition ${name} can't be completed.`,
    data: { rendition: name, kind, code },
  }));
};
