import type { PoolClient } from 'pg';
import type { Outcome } from '../media/outcome.ts';
import { isTerminal } from '../media/status.ts';
import { applyFailure } from './apply-failure.ts';
import { applyInterruption } from './apply-interruption.ts';
import { applyStart } from './apply-start.ts';
import { applySuccess } from './apply-success.ts';
import { appendEvents, type NewEvent } from './events.ts';
import { measureGrowth } from './growth.ts';
import { findMedia } from './medias.ts';
import { findRenditions } from './renditions.ts';
import type { TaskRow } from './rows.ts';
import { findTask, outlineTasks } from './tasks.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface Applied {
  /** More can be played than is published, or no task is open and the media is to become Ready. */
  readonly publish: boolean;
  /** A task that prepares others may be over: what it planned is to be sent. */
  readonly isPreparing?: true;
  /** There is no such media (any more). */
  readonly isMissing?: true;
}

export interface Recording {
  /** Tries that may follow a failed one. */
  readonly retries: number;
  readonly now: Date;
}

/** As `applyOutcomes`, for one report. */
export const applyOutcome = (db: Database, outcome: Outcome, recording: Recording): Promise<Applied> =>
  applyOutcomes(db, outcome.mediaId, [outcome], recording);

/**
 * Applies what workers report of one media, in one transaction. Reports may come doubled, late and in any order: the
 * first final report of a task wins, a failed try is counted once, and the others change nothing and write no event.
 * `publish` is told from the state and not from what this call changed, so that a report that is delivered again repeats a
 * message that got lost; and so are tasks that have to be sent again (`unsentTasks`).
 */
export const applyOutcomes = (
  db: Database,
  mediaId: string,
  outcomes: readonly Outcome[],
  recording: Recording,
): Promise<Applied> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (!media) return { publish: false, isMissing: true };
    if (isTerminal(media.status)) return { publish: false };
    const events: NewEvent[] = [];
    let isPreparing = false;
    for (const outcome of outcomes) {
      const task = await findTask(client, outcome.taskId);
      if (task?.mediaId !== mediaId) continue;
      isPreparing ||= task.kind === 'prepare' && closesTask(outcome);
      events.push(...(await apply(client, task, outcome, recording)));
    }
    await appendEvents(client, mediaId, events, recording.now);
    const publish = outcomes.some(closesTask) && (await isPublishDue(client, mediaId));
    return { publish, ...(isPreparing && { isPreparing }) };
  });

const apply = async (
  client: PoolClient,
  task: TaskRow,
  outcome: Outcome,
  recording: Recording,
): Promise<readonly NewEvent[]> => {
  const { now } = recording;
  if (task.status !== 'Pending' && task.status !== 'Running') return [];
  switch (outcome.type) {
    case 'started':
      return applyStart(client, task, outcome, now);
    case 'succeeded':
      return applySuccess(client, task, outcome, now);
    case 'failed':
      return applyFailure(client, task, outcome, recording);
    case 'interrupted':
      return applyInterruption(client, task, outcome, now);
    default:
      return outcome satisfies never;
  }
};

/** Or may do so, because the tries are spent. */
const closesTask = ({ type }: Outcome): boolean => type !== 'started';

const isPublishDue = async (client: PoolClient, mediaId: string): Promise<boolean> => {
  const media = await findMedia(client, mediaId);
  if (!media?.plan || isTerminal(media.status)) return false;
  if (media.tasksLeft === 0) return true;
  const [renditions, tasks] = [await findRenditions(client, mediaId), await outlineTasks(client, mediaId)];
  return measureGrowth(media.plan, renditions, tasks).size > media.publishedSegments;
};
