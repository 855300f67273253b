import type { TaskRow } from '../ledger/rows.ts';
import { markTasksSent, unsentTasks } from '../ledger/tasks.ts';
import { queueOf, TASK_QUEUES, type TaskQueue } from '../media/choose-queue.ts';
import type { TaskMessage } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { sendMessages } from './send-messages.ts';

/** What SQS takes. Our own delays are far shorter. */
const MAX_DELAY_SECONDS = 900;

/**
 * Sends the present tries of these tasks, each to its queue; one that may not begin yet comes when it may. `isArrival`: they are the
 * first of their media.
 */
export const sendTasks = async (
  deps: Pick<Deps, 'sqs' | 'resources' | 'now'>,
  tasks: readonly TaskRow[],
  { isArrival = false } = {},
): Promise<void> => {
  for (const queue of TASK_QUEUES) {
    const ofQueue = tasks.filter((task) => queueOf(task) === queue);
    const handling = ofQueue.map((task) => ({
      group: task.mediaId,
      delaySeconds: Math.max(secondsUntil(task.retryAt, deps.now()), isArrival ? standBackSeconds(queue, task) : 0),
    }));
    await sendMessages(deps, queue, ofQueue.map(messageOf), handling);
  }
};

/** Sends what the ledger has and no queue got yet: all tasks of a media, or some of them. */
export const sendUnsentTasks = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
  mediaId: string,
  options: { readonly taskIds?: readonly string[]; readonly isArrival?: boolean } = {},
): Promise<number> => {
  const tasks = await unsentTasks(deps.database, mediaId, options.taskIds);
  await sendTasks(deps, tasks, options);
  await markTasksSent(deps.database, tasks, deps.now());
  return tasks.length;
};

const messageOf = ({ id: taskId, mediaId, failedAttempts, interruptions, spec }: TaskRow): TaskMessage => ({
  version: 1,
  taskId,
  mediaId,
  attempt: failedAttempts + 1,
  interruptions,
  spec,
});

/** In the queue `first`, what a viewer does not wait for lets the beginning of the media go ahead: they may share a machine. */
const standBackSeconds = (queue: TaskQueue, { firstSegment }: TaskRow): number =>
  queue === 'first' && firstSegment !== 1 ? 1 : 0;

const secondsUntil = (time: Date | undefined, now: Date): number =>
  time ? Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil((time.getTime() - now.getTime()) / 1000))) : 0;
