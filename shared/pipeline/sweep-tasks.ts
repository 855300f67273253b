import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { appendEvent } from '../ledger/events.ts';
import { countSentTasks, mediasWithUnsentTasks, quietTasks } from '../ledger/overdue.ts';
import type { TaskRow } from '../ledger/rows.ts';
import { markTasksSent } from '../ledger/tasks.ts';
import type { Deps } from '../runtime/deps.ts';
import { sendUnsentTasks } from './ingest-media.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { sendMessages } from './send-messages.ts';

type TaskDeps = Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>;

/** Ingest needs a moment between its commit and its last message. */
const UNSENT_SECONDS = 15;
const MAX_MEDIAS = 50;

/**
 * Twice the time limit of `transcode` on Lambda: by then a worker has reported, or it is no more. On one machine it may work
 * for longer; its message is still in the queue then, and counted.
 */
export const QUIET_SECONDS = 2 * 900;
const MAX_TASKS = 200;

/** Sends before a task is given up: someone takes its messages and never says what came of them. */
export const MAX_SENDS = 5;

/** Tasks that were committed and not sent, because ingest died in between. */
export const sendForgottenTasks = async (deps: TaskDeps): Promise<number> => {
  const before = secondsBefore(deps.now(), UNSENT_SECONDS);
  let sent = 0;
  for (const mediaId of await mediasWithUnsentTasks(deps.database, { before, limit: MAX_MEDIAS })) {
    sent += await sendUnsentTasks(deps, mediaId);
  }
  return sent;
};

/**
 * Tasks whose message is gone. A task of which nothing is heard may just as well wait in a long queue, and every message
 * sent in vain is an encoding done twice; so no more are sent than the queue has too few.
 */
export const resendLostTasks = async (deps: TaskDeps): Promise<number> => {
  const before = secondsBefore(deps.now(), QUIET_SECONDS);
  const quiet = await quietTasks(deps.database, { before, limit: MAX_TASKS });
  if (quiet.length === 0) return 0;
  const lost = (await countSentTasks(deps.database)) - (await countMessages(deps));
  const tasks = quiet.slice(0, Math.max(0, lost));
  for (const task of tasks) await resendTask(deps, task);
  return tasks.length;
};

/** Once more, or never again. Event `task.resent`. */
export const resendTask = async (deps: TaskDeps, task: TaskRow): Promise<void> => {
  const { id: taskId, mediaId, kind, position, sends } = task;
  const now = deps.now();
  if (sends >= MAX_SENDS) {
    const message = `The task was sent ${sends} times, and nobody said what came of it.`;
    const base = { version: 1 as const, taskId, mediaId, attempt: task.attempts, at: now.toISOString() };
    await recordOutcomes(deps, mediaId, [{ ...base, type: 'failed', code: 'internal', message, final: true }]);
    return;
  }
  await sendMessages(deps, 'transcode', [{ version: 1, taskId, mediaId, spec: task.spec }]);
  await markTasksSent(deps.database, [taskId], now);
  const message = `Task ${position + 1} (${kind}) was sent again: nobody said what came of it.`;
  const data = { taskId, kind, position, sends: sends + 1 };
  await appendEvent(deps.database, { mediaId, level: 'Warning', type: 'task.resent', message, data, now });
};

/** Waiting, delayed, and in the hands of workers. */
const countMessages = async ({ sqs, resources }: TaskDeps): Promise<number> => {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: resources.queueUrls.transcode, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
};

const secondsBefore = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1000);
