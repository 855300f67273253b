import type { PoolClient } from 'pg';
import type { Outcome } from '../media/outcome.ts';
import { beginWork } from './apply-start.ts';
import { countDownMedia } from './count-down-media.ts';
import type { NewEvent } from './events.ts';
import { inOrderOf } from './in-order-of.ts';
import type { TaskRow } from './rows.ts';
import { scheduleRest } from './schedule-rest.ts';

type Failed = Extract<Outcome, { type: 'failed' }>;
export type FailedTry = Omit<Failed, 'version' | 'type' | 'final' | 'taskId' | 'mediaId' | 'at'>;

/**
 * No other try follows: → Failed, and its renditions → Errored; a poster alone is not worth that, and what a task was to
 * prepare is planned without it. A report of an older try
 * than the present one does not end the task: the present one will say what comes of it.
 */
export const failTask = async (
  client: PoolClient,
  task: TaskRow,
  failed: FailedTry,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { attempt, interruptions, code, message, detail } = failed;
  const { rowCount } = await client.query(
    `update task set status = 'Failed', failed_attempts = $2, attempts = greatest(attempts, $2),
       error_code = $4, error_message = $5, error_detail = $6,
       started_at = coalesce(started_at, $7), reported_at = $7, finished_at = $7
     where id = $1 and status in ('Pending', 'Running') and failed_attempts < $2 and coalesce(interruptions, 0) <= $3`,
    [task.id, attempt, interruptions, code, message, detail, now],
  );
  if (rowCount === 0) return [];
  return [
    ...(await beginWork(client, task, now)),
    describeFailedTry(task, failed),
    ...(task.spec.kind === 'prepare'
      ? await scheduleRest(client, { task, spec: task.spec }, {}, now)
      : await failRenditions(client, task, failed, now)),
    ...(await countDownMedia(client, task, now)),
  ];
};

export const describeFailedTry = (
  { id: taskId, kind, position, renditions }: TaskRow,
  { attempt, code, message, detail, seconds }: FailedTry,
  retryInSeconds?: number,
): NewEvent => {
  const final = retryInSeconds === undefined;
  const end = final ? ' for good' : `, try ${attempt}, and is tried again in ${retryInSeconds} s`;
  return {
    level: final && kind !== 'poster' && kind !== 'prepare' ? 'Error' : 'Warning',
    type: 'task.failed',
    message: `Task ${position + 1} (${kind}) failed${end}: ${message}`,
    data: {
      ...{ taskId, kind, position, attempt, renditions, code, reason: message, final },
      ...(detail !== undefined && { detail }),
      ...(seconds !== undefined && { seconds }),
      ...(retryInSeconds !== undefined && { retryInSeconds }),
    },
  };
};

const failRenditions = async (
  client: PoolClient,
  { mediaId, renditions }: TaskRow,
  { code, message }: FailedTry,
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
  return inOrderOf(renditions, rows).map(({ name, kind }) => ({
    level: 'Error',
    type: 'rendition.errored',
    message: `The rendition ${name} can't be completed.`,
    data: { rendition: name, kind, code },
  }));
};
