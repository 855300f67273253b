import type { PoolClient } from 'pg';
import { chooseQueues } from '../media/choose-queue.ts';
import type { MediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import type { Plan } from '../media/rendition.ts';
import { isTerminal } from '../media/status.ts';
import type { TaskSpec } from '../media/task.ts';
import { appendEvents, type NewEvent } from './events.ts';
import { findMedia } from './medias.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface Schedule {
  readonly mediaId: string;
  readonly source: { readonly etag: string; readonly bytes: number };
  readonly probe: Probe;
  readonly plan: Plan;
  /** One for each task of the plan. */
  readonly taskIds: readonly string[];
  /** When the upload was complete, which is what `secondsToReady` counts from. @default now */
  readonly uploadedAt?: Date | undefined;
  readonly now: Date;
}

/**
 * AwaitingUpload → ScheduledProcessing, with its renditions and tasks, all or nothing.
 * Events `media.uploaded`, `media.probed`, one `media.source_warning` for each warning, `media.scheduled`.
 */
export const scheduleProcessing = (
  db: Database,
  schedule: Schedule,
): Promise<'scheduled' | 'not_awaiting_upload' | 'missing'> =>
  inTransaction(db, async (client) => {
    const { mediaId, source, probe, plan, now } = schedule;
    const { rowCount } = await client.query(
      `update media set status = 'ScheduledProcessing', source_etag = $2, source_bytes = $3, probe = $4, plan = $5,
         work_total = $6, tasks_total = $7, tasks_left = $7, uploaded_at = $8, scheduled_at = $9
       where id = $1 and status = 'AwaitingUpload'`,
      [
        mediaId,
        source.etag,
        source.bytes,
        JSON.stringify(probe),
        JSON.stringify(plan.outline),
        plan.tasks.reduce((sum, task) => sum + task.weight, 0),
        plan.tasks.length,
        schedule.uploadedAt ?? now,
        now,
      ],
    );
    if (rowCount === 0) return (await findMedia(client, mediaId)) ? 'not_awaiting_upload' : 'missing';
    await insertRenditions(client, mediaId, plan);
    await insertTasks(client, mediaId, plan, schedule.taskIds);
    await appendEvents(client, mediaId, describeSchedule(schedule), now);
    return 'scheduled';
  });

const insertRenditions = async (client: PoolClient, mediaId: string, { renditions, tasks }: Plan): Promise<void> => {
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

const insertTasks = async (
  client: PoolClient,
  mediaId: string,
  plan: Plan,
  taskIds: readonly string[],
): Promise<void> => {
  const { tasks } = plan;
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
      tasks.map((_, i) => i),
      tasks.map(({ spec }) => (spec.kind === 'copy' ? 'video' : spec.kind)),
      tasks.map(({ spec }) => JSON.stringify(spec)),
      tasks.map(({ renditions }) => JSON.stringify(renditions)),
      tasks.map(({ weight }) => weight),
      chooseQueues(plan),
      tasks.map(({ spec }) => (spec.kind === 'poster' ? null : spec.firstSegmentNumber)),
      tasks.map(({ spec }) => countSegmentsOf(spec)),
    ],
  );
};

/** Null where the task itself finds out: of audio, the range at the end of the track goes as far as there is a frame. */
const countSegmentsOf = (spec: TaskSpec): number | null => {
  switch (spec.kind) {
    case 'video':
      return Math.ceil(spec.frames / (spec.gopFrames * spec.segmentGops));
    case 'audio':
    case 'copy':
      return spec.segments ?? null;
    case 'poster':
      return null;
    default:
      return spec satisfies never;
  }
};

const describeSchedule = ({ source, probe, plan }: Schedule): NewEvent[] => {
  const { durationSeconds, container, warnings } = probe;
  const renditions = plan.renditions.map(({ name }) => name);
  return [
    {
      level: 'Normal',
      type: 'media.uploaded',
      message: `The file has arrived: ${source.bytes} bytes.`,
      data: { bytes: source.bytes },
    },
    {
      level: 'Normal',
      type: 'media.probed',
      message: `The file was read: ${durationSeconds.toFixed(1)} s of ${plan.outline.kind}.`,
      data: { durationSeconds, container, kind: plan.outline.kind },
    },
    ...warnings.map((message): NewEvent => ({ level: 'Warning', type: 'media.source_warning', message, data: {} })),
    {
      level: 'Normal',
      type: 'media.scheduled',
      message: `The work was planned: ${plan.tasks.length} tasks for ${renditions.length} renditions.`,
      data: { renditions, tasks: plan.tasks.length },
    },
  ];
};

export interface MediaEnd {
  readonly mediaId: string;
  readonly failure: MediaFailure;
  /** What an operator wants to know beyond the sentence for people. */
  readonly detail?: string | undefined;
  /** What is known of a source that cannot be played. */
  readonly probe?: Probe | undefined;
  readonly now: Date;
}

/** → Errored, from any state that isn't final. Open tasks become Failed, open renditions Errored. Event `media.errored`. */
export const failMedia = (db: Database, end: MediaEnd): Promise<'failed' | 'already_terminal' | 'missing'> =>
  inTransaction(db, async (client) => {
    const { mediaId, failure, detail, probe, now } = end;
    const media = await findMedia(client, mediaId);
    if (!media) return 'missing';
    if (isTerminal(media.status)) return 'already_terminal';
    const error = [mediaId, failure.code, failure.message, now];
    await client.query(
      `update media set status = 'Errored', error_code = $2, error_message = $3, errored_at = $4, tasks_left = 0,
         error_detail = $5, probe = coalesce($6, probe)
       where id = $1 and status not in ('Ready', 'Errored')`,
      [...error, detail, probe && JSON.stringify(probe)],
    );
    await client.query(
      `update rendition set status = 'Errored', error_code = $2, error_message = $3, finished_at = $4, tasks_left = 0
       where media_id = $1 and status in ('Pending', 'Processing')`,
      error,
    );
    await client.query(
      `update task set status = 'Failed', error_code = $2, error_message = $3, finished_at = $4
       where media_id = $1 and status in ('Pending', 'Running')`,
      error,
    );
    const data = { code: failure.code, ...(detail !== undefined && { detail }) };
    await appendEvents(
      client,
      mediaId,
      [{ level: 'Error', type: 'media.errored', message: failure.message, data }],
      now,
    );
    return 'failed';
  });
