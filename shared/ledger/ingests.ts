import { chooseQueues } from '../media/choose-queue.ts';
import type { MediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import type { Plan } from '../media/rendition.ts';
import { isTerminal } from '../media/status.ts';
import { appendEvents, type NewEvent } from './events.ts';
import { insertRenditions, insertTasks } from './insert-plan.ts';
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
        plan.tasks.reduce((sum, task) => sum + task.weight, plan.restWeight ?? 0),
        plan.tasks.length,
        schedule.uploadedAt ?? now,
        now,
      ],
    );
    if (rowCount === 0) return (await findMedia(client, mediaId)) ? 'not_awaiting_upload' : 'missing';
    await insertRenditions(client, mediaId, plan);
    await insertTasks(client, mediaId, { tasks: plan.tasks, queues: chooseQueues(plan), taskIds: schedule.taskIds });
    await appendEvents(client, mediaId, describeSchedule(schedule), now);
    return 'scheduled';
  });

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
      message: `The work was planned${plan.restWeight === undefined ? '' : ', to begin with'}: ${plan.tasks.length} tasks for ${renditions.length} renditions.`,
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
