import * as z from 'zod';
import { HEAVY_WEIGHT, type TaskQueue } from '../media/choose-queue.ts';
import { MEDIA_STATUSES } from '../media/status.ts';
import { fromColumns, type MediaRow, type TaskRow, toMediaRow, toTaskRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

/** What sweep looks for: work that nobody is at, though the ledger says that it isn't done. */

export interface Before {
  readonly before: Date;
  readonly limit: number;
}

/** Medias with tasks that were to be sent before `before`, for the first time or for another try, and were not. */
export const mediasWithUnsentTasks = async (db: Database, { before, limit }: Before): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(
    `select distinct media.id from media join task on task.media_id = media.id
     where media.status in ('ScheduledProcessing', 'Processing') and media.scheduled_at < $1
       and task.status in ('Pending', 'Running') and task.sent_at is null
       and (task.retry_at is null or task.retry_at < $1)
     limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
};

const SENT_AND_OPEN = `from task join media on media.id = task.media_id
  where media.status in ('ScheduledProcessing', 'Processing')
    and task.status in ('Pending', 'Running') and task.sent_at is not null`;

/** What `queueOf` and `copyQueueOf` say, in SQL. */
const QUEUE = `coalesce(task.queue, case when task.weight > $1 then 'heavy' else 'transcode' end)`;
const IN_QUEUE = `${QUEUE} = $2`;
const COPY_IN_QUEUE = `case when ${QUEUE} = 'heavy' then 'heavy' else 'soon' end = $2`;
/** Of an interruption both workers of a try have heard. */
const HAS_COPY = 'task.copied_attempt > task.failed_attempts and task.interruptions is null';
const inQueue = (queue: TaskQueue): readonly [number, TaskQueue] => [HEAVY_WEIGHT, queue];

/** How many messages a queue should hold: one for each open task that was sent, and one more for each whose worker is slow. */
export const countSentTasks = async (db: Database, queue: TaskQueue): Promise<number> => {
  const { rows } = await db.query<{ count: string }>(
    `select count(case when ${IN_QUEUE} then 1 end) + count(case when ${HAS_COPY} and ${COPY_IN_QUEUE} then 1 end) as count
     ${SENT_AND_OPEN}`,
    [...inQueue(queue)],
  );
  return Number(rows[0]?.count ?? 0);
};

export interface Quiet {
  readonly queue: TaskQueue;
  readonly sentBefore: Date;
  /** If anything was ever heard. */
  readonly heardBefore: Date;
  readonly limit: number;
}

/**
 * Open tasks that were sent, and of which nothing was heard since. Those first on which someone had begun. A task that waits
 * for its next try is none of them until that is sent; from then on it is as one that nobody has begun.
 */
export const quietTasks = async (db: Database, quiet: Quiet): Promise<TaskRow[]> => {
  const { rows } = await db.query(
    `select task.* ${SENT_AND_OPEN} and ${IN_QUEUE}
       and task.sent_at < $3 and (task.reported_at is null or task.reported_at < $4)
     order by case when task.reported_at is not null then 0 else 1 end, task.sent_at, task.position limit $5`,
    [...inQueue(quiet.queue), quiet.sentBefore, quiet.heardBefore, quiet.limit],
  );
  return rows.map(toTaskRow);
};

/** Medias whose work is done and which are not Ready. */
export const unpublishedMedias = async (db: Database, { before, limit }: Before): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(
    `select id from media
     where status in ('ScheduledProcessing', 'Processing') and tasks_left = 0 and updated_at < $1
     order by updated_at limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
};

export interface UploadWindow {
  readonly startedAfter: Date;
  readonly startedBefore: Date;
  readonly checkedBefore: Date;
  readonly limit: number;
}

/** Medias whose upload may have ended without anyone having been told. Those first that wait longest for a look. */
export const uploadsToCheck = async (db: Database, window: UploadWindow): Promise<MediaRow[]> => {
  const { rows } = await db.query(
    `select * from media
     where status = 'AwaitingUpload' and upload_started_at > $1 and upload_started_at < $2
       and (upload_checked_at is null or upload_checked_at < $3)
     order by coalesce(upload_checked_at, upload_started_at) limit $4`,
    [window.startedAfter, window.startedBefore, window.checkedBefore, window.limit],
  );
  return rows.map(toMediaRow);
};

export const markUploadsChecked = async (db: Database, mediaIds: readonly string[], now: Date): Promise<void> => {
  if (mediaIds.length === 0) return;
  await inTransaction(db, (client) =>
    client.query('update media set upload_checked_at = $2 where id = any($1::text[])', [mediaIds, now]),
  );
};

/** Medias that got no file since `before`, and whose upload address, if they had one, works no more. */
export const abandonedUploads = async (
  db: Database,
  { before, now, limit }: Before & { readonly now: Date },
): Promise<MediaRow[]> => {
  const { rows } = await db.query(
    `select * from media
     where status = 'AwaitingUpload' and coalesce(upload_started_at, created_at) < $1
       and (upload_expires_at is null or upload_expires_at < $2)
     order by created_at limit $3`,
    [before, now, limit],
  );
  return rows.map(toMediaRow);
};

const OpenMedia = z.object({
  id: z.string(),
  status: z.enum(MEDIA_STATUSES),
  createdAt: z.date(),
  uploadStartedAt: z.date().optional(),
  uploadExpiresAt: z.date().optional(),
});
export type OpenMedia = Readonly<z.infer<typeof OpenMedia>>;

/** Medias that have not ended. Beside deletions there is nothing else in the ledger that sweep looks for. */
export const openMedias = async (db: Database, limit: number): Promise<OpenMedia[]> => {
  const { rows } = await db.query(
    `select id, status, created_at, upload_started_at, upload_expires_at from media
     where status in ('AwaitingUpload', 'ScheduledProcessing', 'Processing') limit $1`,
    [limit],
  );
  return rows.map((row) => OpenMedia.parse(fromColumns(row)));
};

export interface Deadlines {
  readonly uploadStartedBefore: Date;
  readonly uploadExpiredBefore: Date;
  /** No task was open any more. */
  readonly workDoneBefore: Date;
  /** Something was last heard of it. */
  readonly workHeardBefore: Date;
}

/** Medias that have not ended though every deadline of their state has passed. */
export const countOverdueMedias = async (db: Database, deadlines: Deadlines): Promise<number> => {
  const { rows } = await db.query<{ count: string }>(
    `select count(*) as count from media
     where (status = 'AwaitingUpload' and coalesce(upload_started_at, created_at) < $1
         and (upload_expires_at is null or upload_expires_at < $2))
       or (status in ('ScheduledProcessing', 'Processing')
         and (updated_at < $4 or (tasks_left = 0 and updated_at < $3)))`,
    [deadlines.uploadStartedBefore, deadlines.uploadExpiredBefore, deadlines.workDoneBefore, deadlines.workHeardBefore],
  );
  return Number(rows[0]?.count ?? 0);
};
