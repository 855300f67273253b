import type { TaskRow } from '../ledger/rows.ts';
import { markTasksSent, unsentTasks } from '../ledger/tasks.ts';
import { queueOf, TASK_QUEUES } from '../media/choose-queue.ts';
import type { TaskMessage } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { sendMessages } from './send-messages.ts';

/** What SQS takes. Our own delays are far shorter. */
const MAX_DELAY_SECONDS = 900;

/**
 * Sends the present tries of these tasks, each to its queue; one that may not begin yet comes when it may.
 */
export const sendTasks = async (
  deps: Pick<Deps, 'sqs' | 'resources' | 'now'>,
  tasks: readonly TaskRow[],
): Promise<void> => {
  for (const queue of TASK_QUEUES) {
    const ofQueue = tasks.filter((task) => queueOf(task) === queue);
    const handling = ofQueue.map((task) => ({
      group: task.mediaId,
      delaySeconds: secondsUntil(task.retryAt, deps.now()),
    }));
    await sendMessages(deps, queue, ofQueue.map(messageOf), handling);
  }
};

/** Sends what the ledger has and no queue got yet: all tasks of a media, or some of them. */
export const sendUnsentTasks = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
  mediaId: string,
  { taskIds }: { readonly taskIds?: readonly string[] } = {},
): Promise<number> => {
  const tasks = await unsentTasks(deps.database, mediaId, taskIds);
  await sendTasks(deps, tasks);
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

const secondsUntil = (time: Date | undefined, now: Date): number =>
  time ? Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil((time.getTime() - now.getTime()) / 1000))) : 0;
