import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { countSentTasks, mediasWithUnsentTasks, quietTasks } from '../ledger/overdue.ts';
import type { TaskRow } from '../ledger/rows.ts';
import { markTaskResent } from '../ledger/tasks.ts';
import { TASK_QUEUES, type TaskQueue } from '../media/choose-queue.ts';
import type { Deps } from '../runtime/deps.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { sendTasks, sendUnsentTasks } from './send-tasks.ts';

type TaskDeps = Pick<Deps, 'database' | 'sqs' | 'resources' | 'config' | 'now'>;

/** Ingest and record need a moment between their commit and their last message. */
const UNSENT_SECONDS = 15;
const MAX_MEDIAS = 50;

/**
 * Twice the time limits of the functions that do them: by then a worker that had begun has reported, or it is no more. On one
 * machine it may work for longer; its message is still in the queue then, and counted.
 */
export const QUIET_SECONDS: Readonly<Record<TaskQueue, number>> = {
  first: 2 * 900,
  soon: 2 * 900,
  transcode: 2 * 900,
  heavy: 2 * 43_200,
};
/** A task that nobody has begun. A container may have to be started first, which takes a minute or two. */
export const WAITING_SECONDS = 2 * 900;
const MAX_TASKS = 200;

/** Sends of one try before a task is given up: someone takes its messages and never says what came of them. */
export const MAX_SENDS = 5;

/** Tasks that were committed and not sent, because ingest, or record that has one tried again, died in between. */
export const sendForgottenTasks = async (deps: TaskDeps): Promise<number> => {
  const before = secondsBefore(deps.now(), UNSENT_SECONDS);
  let sent = 0;
  const errors: unknown[] = [];
  for (const mediaId of await mediasWithUnsentTasks(deps.database, { before, limit: MAX_MEDIAS })) {
    // Others must not wait for one whose tasks no queue takes.
    sent += await sendUnsentTasks(deps, mediaId).catch((error: unknown) => {
      errors.push(error);
      return 0;
    });
  }
  if (errors.length > 0) throw new AggregateError(errors, `tasks of ${errors.length} medias could not be sent`);
  return sent;
};

/**
 * Tasks whose message is gone. A task of which nothing is heard may just as well wait in a long queue, and every message
 * sent in vain is an encoding done twice; so no more are sent than the queue has too few.
 */
export const resendLostTasks = async (deps: TaskDeps): Promise<number> => {
  const { queueUrls } = deps.resources;
  let resent = 0;
  // Without containers both names are of the same queue.
  for (const [url, queues] of Map.groupBy(TASK_QUEUES, (queue) => queueUrls[queue])) {
    const quiet = (await Promise.all(queues.map((queue) => findQuietTasks(deps, queue)))).flat();
    if (quiet.length === 0) continue;
    // In this order, so that a task that is done in between is not taken for a lost one.
    const messages = (await countMessages(deps, url)) + (await countReports(deps, queues));
    const sent = await Promise.all(queues.map((queue) => countSentTasks(deps.database, queue)));
    const lost = sent.reduce((sum, count) => sum + count) - messages;
    const tasks = quiet.slice(0, Math.max(0, lost));
    for (const task of tasks) await resendTask(deps, task);
    resent += tasks.length;
  }
  return resent;
};

const findQuietTasks = ({ database, now }: TaskDeps, queue: TaskQueue): Promise<TaskRow[]> =>
  quietTasks(database, {
    queue,
    sentBefore: secondsBefore(now(), WAITING_SECONDS),
    heardBefore: secondsBefore(now(), QUIET_SECONDS[queue]),
    limit: MAX_TASKS,
  });

/** Once more, or never again. Event `task.resent`. */
export const resendTask = async (deps: TaskDeps, task: TaskRow): Promise<void> => {
  const { id: taskId, mediaId, sends } = task;
  const now = deps.now();
  if (sends >= MAX_SENDS) {
    const message = `The task was sent ${sends} times, and nobody said what came of it.`;
    const failure = { type: 'failed', code: 'internal', message, final: true } as const;
    const { failedAttempts, interruptions } = task;
    const base = { version: 1, taskId, mediaId, attempt: failedAttempts + 1, interruptions } as const;
    await recordOutcomes(deps, mediaId, [{ ...base, at: now.toISOString(), ...failure }]);
    return;
  }
  await sendTasks(deps, [task]);
  await markTaskResent(deps.database, task, now);
};

/** A message is gone before its report is recorded. That is moments, but a heavy task done twice is hours. */
const countReports = async (deps: TaskDeps, queues: readonly TaskQueue[]): Promise<number> =>
  queues.every((queue) => queue === 'heavy') ? countMessages(deps, deps.resources.queueUrls.record) : 0;

/** Waiting, delayed, and in the hands of workers. */
const countMessages = async ({ sqs }: TaskDeps, QueueUrl: string): Promise<number> => {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
};

const secondsBefore = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1000);
