import type { PoolClient } from 'pg';
import { newId } from '../media/identifiers.ts';
import { planRest, type Rest } from '../media/plan-steps.ts';
import type { Prepared } from '../media/prepared.ts';
import type { PrepareTaskSpec } from '../media/task.ts';
import type { NewEvent } from './events.ts';
import { insertTasks } from './insert-plan.ts';
import type { TaskRow } from './rows.ts';

/** A task that prepares others, and what it is. */
export interface Preparing {
  readonly task: TaskRow;
  readonly spec: PrepareTaskSpec;
}

/**
 * Plans what was not planned before this task was over, in the transaction that closes it. Renditions that are dropped leave the
 * ledger: nothing of them was made. Events `media.planned`, `rendition.dropped` for each of those, and `media.source_warning` for
 * what was tried in vain.
 */
export const scheduleRest = async (
  client: PoolClient,
  { task, spec }: Preparing,
  prepared: Prepared,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { mediaId } = task;
  const rest = planRest(spec, prepared);
  const dropped = await dropRenditions(client, task, rest);
  const { rows } = await client.query<{ tasks_total: number }>(
    // What is done is a share of the whole that never falls, also if the rest is more than it was taken for.
    `update media set tasks_total = tasks_total + $2, tasks_left = tasks_left + $2, work_total = work_total + $3,
       work_done = work_done * greatest(1, (work_total + $3) / greatest(work_total, 1e-9))
     where id = $1 returning tasks_total`,
    [mediaId, rest.tasks.length, rest.tasks.reduce((sum, { weight }) => sum + weight, 0) - spec.restWeight],
  );
  const before = (rows[0]?.tasks_total ?? 0) - rest.tasks.length;
  // It stood for what was not planned.
  await client.query(`update task set renditions = '[]' where id = $1`, [task.id]);
  await insertTasks(client, mediaId, { ...rest, taskIds: rest.tasks.map(() => newId('tsk', now)), before });
  await countTasks(client, task, rest);
  const renditions = task.renditions.filter((name) => rest.tasks.some((planned) => planned.renditions.includes(name)));
  return [
    ...(prepared.notes ?? []).map((message): NewEvent => ({ level: 'Warning', type: 'media.source_warning', message })),
    ...dropped,
    {
      level: 'Normal',
      type: 'media.planned',
      message: `The rest of the work was planned: ${rest.tasks.length} tasks for ${renditions.length} renditions.`,
      data: { renditions, tasks: rest.tasks.length },
    },
  ];
};

const dropRenditions = async (
  client: PoolClient,
  { mediaId }: TaskRow,
  { dropped }: Rest,
): Promise<readonly NewEvent[]> => {
  if (dropped.length === 0) return [];
  await client.query('delete from rendition where media_id = $1 and name = any($2::text[])', [
    mediaId,
    dropped.map(({ name }) => name),
  ]);
  return dropped.map(({ name, reason }) => ({
    level: 'Normal',
    type: 'rendition.dropped',
    message: `The rendition ${name} is not made: ${reason}`,
    data: { rendition: name, reason },
  }));
};

/** The renditions wait for the new tasks, and no longer for the one that prepared them. */
const countTasks = async (client: PoolClient, { id, mediaId, renditions }: TaskRow, { tasks }: Rest): Promise<void> => {
  const counts = renditions.map((name) => tasks.filter((task) => task.renditions.includes(name)).length);
  const { rows } = await client.query<{ name: string; tasks_left: number }>(
    `update rendition set tasks_total = rendition.tasks_total + more.tasks - 1,
       tasks_left = rendition.tasks_left + more.tasks - 1
     from unnest($2::text[], $3::integer[]) as more (name, tasks)
     where rendition.media_id = $1 and rendition.name = more.name
     returning rendition.name, more.tasks`,
    [mediaId, renditions, counts],
  );
  const idle = rows.find(({ name }) => counts[renditions.indexOf(name)] === 0);
  if (idle) throw new Error(`what task ${id} prepared has no task for its rendition ${idle.name}`);
};
