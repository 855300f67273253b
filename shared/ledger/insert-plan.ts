import type { PoolClient } from 'pg';
import type { TaskQueue } from '../media/choose-queue.ts';
import type { Plan, PlannedTask } from '../media/rendition.ts';
import { firstSegmentOf, segmentCountOf } from '../media/segments-of-task.ts';

/** All renditions of a media, each with how many tasks it waits for. */
export const insertRenditions = async (
  client: PoolClient,
  mediaId: string,
  { renditions, tasks }: Plan,
): Promise<void> => {
  const counts = renditions.map(({ name }) => tasks.filter((task) => task.renditions.includes(name)).length);
  const idle = renditions.find((_, i) => counts[i] === 0);
  if (idle) throw new Error(`the plan of media ${mediaId} has no task for its rendition ${idle.name}`);
  await client.query(
    `insert into rendition (media_id, name, position, kind, spec, status, tasks_total, tasks_left)
     select $1, name, position, kind, spec, 'Pending', tasks, tasks
     from unnest($2::text[], $3::integer[], $4::text[], $5::text[], $6::integer[]) as new (name, position, kind, spec, tasks)`,
    [
      mediaId,
      renditions.map(({ name }) => name),
      renditions.map((_, i) => i),
      renditions.map(({ kind }) => kind),
      renditions.map((spec) => JSON.stringify(spec)),
      counts,
    ],
  );
};

export interface NewTasks {
  readonly tasks: readonly PlannedTask[];
  /** Of each task: the queue, and the id. */
  readonly queues: readonly TaskQueue[];
  readonly taskIds: readonly string[];
  /** Tasks that the media has already. @default 0 */
  readonly before?: number;
}

/** Tasks in the order in which they are to be sent, after those that the media has. */
export const insertTasks = async (
  client: PoolClient,
  mediaId: string,
  { tasks, queues, taskIds, before = 0 }: NewTasks,
): Promise<void> => {
  if (tasks.length === 0 || taskIds.length !== tasks.length) {
    throw new Error(`media ${mediaId} has ${tasks.length} planned tasks and ${taskIds.length} task ids`);
  }
  await client.query(
    `insert into task (id, media_id, position, kind, spec, renditions, weight, queue, first_segment, segment_count, status)
     select id, $1, position, kind, spec, renditions, weight, queue, first_segment, segment_count, 'Pending'
     from unnest($2::text[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::double precision[], $8::text[],
       $9::integer[], $10::integer[])
       as new (id, position, kind, spec, renditions, weight, queue, first_segment, segment_count)`,
    [
      mediaId,
      taskIds,
      tasks.map((_, i) => before + i),
      tasks.map(({ spec }) => (spec.kind === 'copy' || spec.kind === 'prepare' ? 'video' : spec.kind)),
      tasks.map(({ spec }) => JSON.stringify(spec)),
      tasks.map(({ renditions }) => JSON.stringify(renditions)),
      tasks.map(({ weight }) => weight),
      queues,
      tasks.map(({ spec }) => firstSegmentOf(spec) ?? null),
      tasks.map(({ spec }) => segmentCountOf(spec) ?? null),
    ],
  );
};
