import type { PoolClient } from 'pg';
import type { Outcome } from '../media/outcome.ts';
import { backOffSeconds } from '../runtime/back-off-seconds.ts';
import { beginWork } from './apply-start.ts';
import type { NewEvent } from './events.ts';
import { describeFailedTry, failTask } from './fail-task.ts';
import type { TaskRow } from './rows.ts';

/**
 * A try failed. If it is worth while and tries are left, the ledger counts it and notes that another is to be sent (`sent_at`
 * is null again); otherwise the task has failed. A try that was counted is not counted again.
 */
export const applyFailure = async (
  client: PoolClient,
  task: TaskRow,
  outcome: Extract<Outcome, { type: 'failed' }>,
  { retries, now }: { readonly retries: number; readonly now: Date },
): Promise<readonly NewEvent[]> => {
  const { attempt, interruptions } = outcome;
  if (outcome.final || attempt > retries) return failTask(client, task, outcome, now);
  const retryInSeconds = backOffSeconds(attempt);
  const { rowCount } = await client.query(
    `update task set status = 'Running', failed_attempts = $2, attempts = greatest(attempts, $2),
       interruptions = null, interrupted_at = null, deliveries = case when attempts > $2 then deliveries end,
       started_at = coalesce(started_at, $4), reported_at = null, sent_at = null, sends = 0, retry_at = $5
     where id = $1 and status in ('Pending', 'Running') and failed_attempts < $2 and coalesce(interruptions, 0) <= $3`,
    [task.id, attempt, interruptions, now, new Date(now.getTime() + retryInSeconds * 1000)],
  );
  if (rowCount === 0) return [];
  return [...(await beginWork(client, task, now)), describeFailedTry(task, outcome, retryInSeconds)];
};
