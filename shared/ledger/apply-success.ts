import type { PoolClient } from 'pg';
import type { Outcome, TaskResult } from '../media/outcome.ts';
import { packResult } from '../media/pack-result.ts';
import type { TaskSpec } from '../media/task.ts';
import { beginWork } from './apply-start.ts';
import { checkResult } from './check-result.ts';
import { countDownMedia } from './count-down-media.ts';
import type { NewEvent } from './events.ts';
import { failTask } from './fail-task.ts';
import { inOrderOf } from './in-order-of.ts';
import { findRenditions } from './renditions.ts';
import type { TaskRow } from './rows.ts';
import { scheduleRest } from './schedule-rest.ts';

type Succeeded = Extract<Outcome, { type: 'succeeded' }>;

/** Pending | Running → Succeeded; renditions of which it was the last task → Ready. */
export const applySuccess = async (
  client: PoolClient,
  task: TaskRow,
  outcome: Succeeded,
  now: Date,
): Promise<readonly NewEvent[]> => {
  const { result, attempt, interruptions, seconds } = outcome;
  const complaint = checkResult(task, result, await findRenditions(client, task.mediaId));
  if (complaint !== undefined) {
    return failTask(client, task, { attempt, interruptions, code: 'internal', message: complaint, seconds }, now);
  }
  const { rowCount } = await client.query(
    `update task set status = 'Succeeded', result = $2, attempts = greatest(attempts, $3), seconds = $5,
       started_at = coalesce(started_at, $4), reported_at = $4, finished_at = $4
     where id = $1 and status in ('Pending', 'Running')`,
    [task.id, JSON.stringify(packResult(result)), attempt, now, seconds],
  );
  if (rowCount === 0) return [];
  const begun = await beginWork(client, task, now);
  const ready = await countDownRenditions(client, task.mediaId, result, now);
  const planned =
    task.spec.kind === 'prepare'
      ? await scheduleRest(client, { task, spec: task.spec }, result.prepared ?? {}, now)
      : [];
  if (result.poster) {
    await client.query('update media set poster = $2 where id = $1', [task.mediaId, JSON.stringify(result.poster)]);
  }
  const { id: taskId, kind, position, renditions } = task;
  const { encodeSeconds } = result;
  const message = `Task ${position + 1} (${kind}) is done.`;
  return [
    ...begun,
    {
      level: 'Normal',
      type: 'task.succeeded',
      message,
      data: {
        ...{ taskId, kind, position, attempt, renditions, encodeSeconds, mediaSeconds: mediaSecondsOf(task.spec) },
        ...(seconds !== undefined && { seconds }),
      },
    },
    ...ready,
    ...planned,
    ...(await countDownMedia(client, task, now)),
  ];
};

/** The stretch of the media that was encoded into each rendition of the task. */
const mediaSecondsOf = (spec: TaskSpec): number => {
  switch (spec.kind) {
    case 'video':
      return (spec.frames * spec.frameRate.den) / spec.frameRate.num;
    case 'audio':
      return spec.samples / spec.sampleRate;
    case 'poster':
    case 'copy':
    case 'prepare':
      return 0;
    default:
      return spec satisfies never;
  }
};

const countDownRenditions = async (
  client: PoolClient,
  mediaId: string,
  { tracks }: TaskResult,
  now: Date,
): Promise<NewEvent[]> => {
  const names = tracks.map(({ name }) => name);
  const { rows } = await client.query<{ name: string; kind: string; status: string; bytes: string }>(
    `update rendition set
       tasks_left = rendition.tasks_left - 1,
       bytes = rendition.bytes + done.bytes,
       init_sha256 = coalesce(rendition.init_sha256, done.init_sha256),
       codecs = coalesce(rendition.codecs, done.codecs),
       status = case when rendition.status = 'Errored' then 'Errored'
                     when rendition.tasks_left = 1 then 'Ready' else 'Processing' end,
       finished_at = case when rendition.tasks_left = 1 then coalesce(rendition.finished_at, $6) else rendition.finished_at end
     from unnest($2::text[], $3::bigint[], $4::text[], $5::text[])
       as done (name, bytes, init_sha256, codecs)
     where rendition.media_id = $1 and rendition.name = done.name
     returning rendition.name, rendition.kind, rendition.status, rendition.bytes`,
    [
      mediaId,
      names,
      tracks.map(({ segments }) => segments.reduce((sum, { bytes }) => sum + bytes, 0)),
      tracks.map(({ init }) => init.sha256),
      tracks.map(({ init }) => init.codecs),
      now,
    ],
  );
  return inOrderOf(names, rows)
    .filter(({ status }) => status === 'Ready')
    .map(({ name, kind, bytes }) => ({
      level: 'Normal',
      type: 'rendition.ready',
      message: `The rendition ${name} is whole.`,
      data: { rendition: name, kind, bytes: Number(bytes) },
    }));
};
