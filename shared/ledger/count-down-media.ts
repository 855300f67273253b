import type { PoolClient } from 'pg';
import { isMediaFailureCode, MEDIA_FAILURES, type MediaFailure, mediaFailure } from '../media/failure.ts';
import { isCopied } from '../media/rendition.ts';
import type { NewEvent } from './events.ts';
import { findRenditions } from './renditions.ts';
import type { RenditionRow, TaskRow } from './rows.ts';

/**
 * One task less. Whoever closes the last one also decides how the media ends: it stays as it is, for publish to make it
 * Ready, if a rendition is whole that makes it playable; otherwise it is Errored.
 */
export const countDownMedia = async (client: PoolClient, task: TaskRow, now: Date): Promise<readonly NewEvent[]> => {
  const { rows } = await client.query<{ tasks_left: number }>(
    `update media set tasks_left = tasks_left - 1, work_done = work_done + $2, updated_at = $3
     where id = $1 and status in ('ScheduledProcessing', 'Processing')
     returning tasks_left`,
    [task.mediaId, task.weight, now],
  );
  return rows[0]?.tasks_left === 0 ? endMedia(client, task.mediaId, now) : [];
};

const endMedia = async (client: PoolClient, mediaId: string, now: Date): Promise<readonly NewEvent[]> => {
  const renditions = await findRenditions(client, mediaId);
  // The failure of a copy is told, but nothing is missing without it.
  const missing = renditions
    .filter(({ status, spec }) => status !== 'Ready' && !isCopied(spec))
    .map(({ name }) => name);
  if (isPlayable(renditions)) {
    const message = `Some renditions are missing: ${missing.join(', ')}.`;
    return missing.length === 0 ? [] : [{ level: 'Warning', type: 'media.incomplete', message, data: { missing } }];
  }
  const { code, message, detail } = await explainEnd(client, mediaId);
  await client.query(
    `update media set status = 'Errored', error_code = $2, error_message = $3, error_detail = $4, errored_at = $5
     where id = $1 and status in ('ScheduledProcessing', 'Processing')`,
    [mediaId, code, message, detail, now],
  );
  const data = { code, ...(detail !== undefined && { detail }) };
  return [{ level: 'Error', type: 'media.errored', message, data }];
};

/** A video without its sound is shown, a sound without its pictures isn't a video. */
const isPlayable = (renditions: readonly RenditionRow[]): boolean => {
  const kind = renditions.some((rendition) => rendition.kind === 'video') ? 'video' : 'audio';
  return renditions.some((rendition) => rendition.kind === kind && rendition.status === 'Ready');
};

/** The first failed task in the plan's order that a rendition needed, so that the answer doesn't depend on which report came first. */
const explainEnd = async (client: PoolClient, mediaId: string): Promise<MediaFailure & { detail?: string }> => {
  const { rows } = await client.query<{ error_code: string; error_message: string; error_detail: string | null }>(
    `select error_code, error_message, error_detail from task
     where media_id = $1 and status = 'Failed' and kind <> 'poster' and coalesce(segment_count, 1) > 0
     order by position limit 1`,
    [mediaId],
  );
  const { error_code: code = 'encode_failed', error_message: message, error_detail } = rows[0] ?? {};
  const failure = isMediaFailureCode(code)
    ? mediaFailure(code, message ?? MEDIA_FAILURES[code])
    : mediaFailure('encode_failed');
  const detail = error_detail ?? (isMediaFailureCode(code) ? undefined : message);
  return { ...failure, ...(detail !== undefined && { detail }) };
};
