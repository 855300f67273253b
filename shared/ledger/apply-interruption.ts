import type { PoolClient } from 'pg';
import type { Outcome } from '../media/outcome.ts';
import { backOffSeconds } from '../runtime/back-off-seconds.ts';
import { beginWork } from './apply-start.ts';
import type { NewEvent } from './events.ts';
import { failTask } from './fail-task.ts';
import type { TaskRow } from './rows.ts';

/** An outage that lasts longer is a fault, and a person has to look. */
export const MAX_INTERRUPTED_SECONDS = 86_400;

/**
 * A try was interrupted because a part of the system is down. It is no fault of the task, so no try is used up: the same one
 * is to be sent again, later each time, until a day has passed since the first interruption. Each is counted once: by its
 * message, which says how many there were before. Told are the first, second, fourth, eighth … of a try: an outage of an hour
 * has five events for each task, and not seventeen.
 */
export const applyInterruption = async (
  client: PoolClient,
  task: TaskRow,
  outcome: Extract<Outcome, { type: 'interrupted' }>,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { attempt, message, seconds } = outcome;
  const since = task.interruptedAt ?? now;
  if (now.getTime() - since.getTime() >= MAX_INTERRUPTED_SECONDS * 1000) {
    const hours = MAX_INTERRUPTED_SECONDS / 3600;
    const reason = `A part of the service could not be used for ${hours} hours: ${message}`;
    return failTask(client, task, { ...outcome, code: 'internal', message: reason }, now);
  }
  const interruptions = outcome.interruptions + 1;
  const retryInSeconds = backOffSeconds(interruptions);
  const { rowCount } = await client.query(
    `update task set status = 'Running', interruptions = $3, interrupted_at = coalesce(interrupted_at, $4),
       attempts = greatest(attempts, $2), started_at = coalesce(started_at, $4), reported_at = null,
       sent_at = null, sends = 0, retry_at = $5
     where id = $1 and status in ('Pending', 'Running') and failed_attempts < $2 and coalesce(interruptions, 0) < $3`,
    [task.id, attempt, interruptions, now, new Date(now.getTime() + retryInSeconds * 1000)],
  );
  if (rowCount === 0) return [];
  const begun = await beginWork(client, task, now);
  if (!isPowerOfTwo(interruptions)) return begun;
  const { id: taskId, kind, position, renditions } = task;
  return [
    ...begun,
    {
      level: 'Warning',
      type: 'task.interrupted',
      message: `Task ${position + 1} (${kind}) was interrupted and is begun again in ${retryInSeconds} s: ${message}`,
      data: {
        ...{ taskId, kind, position, attempt, renditions, interruptions, reason: message, retryInSeconds },
        ...(seconds !== undefined && { seconds }),
      },
    },
  ];
};

const isPowerOfTwo = (count: number): boolean => Number.isInteger(Math.log2(count));
