import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { blameStore, refuseElsewhere } from '../encoding/judge-reading.ts';
import { judgeSource } from '../encoding/judge-source.ts';
import type { ProbeOutcome } from '../encoding/probe-outcome.ts';
import { probeSource } from '../encoding/probe-source.ts';
import { serveSource } from '../encoding/serve-source.ts';
import { isSourceGone } from '../encoding/source-exists.ts';
import { failMedia, scheduleProcessing } from '../ledger/ingests.ts';
import { findMedia } from '../ledger/medias.ts';
import type { MediaRow } from '../ledger/rows.ts';
import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import { newId } from '../media/identifiers.ts';
import { originalKey } from '../media/keys.ts';
import { planMedia } from '../media/plan.ts';
import { planPreparation } from '../media/plan-preparation.ts';
import { PlanSettings } from '../media/plan-settings.ts';
import { planBeginning } from '../media/plan-steps.ts';
import type { Probe } from '../media/probe.ts';
import type { SourceObject } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { purgeIfDeleted } from './purge-if-deleted.ts';
import { sendUnsentTasks } from './send-tasks.ts';
import { wakeSweepAround } from './wake-sweep-around.ts';

type IngestDeps = Pick<
  Deps,
  's3' | 'sqs' | 'dynamo' | 'database' | 'resources' | 'config' | 'ffmpeg' | 'ffprobe' | 'now' | 'logger'
>;

/**
 * Takes an uploaded object in: checks it against what was announced, probes it by range reads, plans, and writes probe,
 * renditions and tasks in one transaction; then sends the tasks. Doing it twice changes nothing: only a media that
 * awaits its upload is scheduled, and whatever was not sent yet is sent. A source that cannot be looked at within
 * `remainingMs` ends its media, not the message. The file of a media that was deleted is removed.
 */
export const ingestMedia = async (
  deps: IngestDeps,
  mediaId: string,
  remainingMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const media = await findMedia(deps.database, mediaId);
  if (!media) {
    const wasDeleted = await purgeIfDeleted(deps, mediaId);
    if (!wasDeleted) deps.logger.warn('an object was uploaded for a media that does not exist', { mediaId });
    return;
  }
  if (media.status === 'AwaitingUpload') {
    const head = await headOriginal(deps, mediaId);
    if (!head) return; // removed again; another event will come if it is uploaded anew
    const refusal = refuse(deps, head.bytes, media.declaredBytes);
    if (refusal) await failMedia(deps.database, { mediaId, failure: refusal, now: deps.now() });
    else await probeAndSchedule(deps, media, head, remainingMs, signal);
  }
  await sendUnsentTasks(deps, mediaId);
};

const headOriginal = async (
  { s3, resources }: Pick<Deps, 's3' | 'resources'>,
  mediaId: string,
): Promise<SourceObject | undefined> => {
  const at = { bucket: resources.originalsBucket, key: originalKey(mediaId) };
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: at.bucket, Key: at.key }));
    if (head.ETag === undefined || head.ContentLength === undefined)
      throw new Error(`${at.key} came without ETag or length`);
    return { ...at, etag: head.ETag, bytes: head.ContentLength };
  } catch (error) {
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
};

const refuse = (
  { config }: Pick<Deps, 'config'>,
  bytes: number,
  declaredBytes: number | undefined,
): MediaFailure | undefined => {
  if (bytes === 0) return mediaFailure('empty_file');
  if (bytes > config.upload.maxBytes) {
    return mediaFailure('too_large', `The file has ${bytes} bytes; at most ${config.upload.maxBytes} are accepted.`);
  }
  if (declaredBytes !== undefined && bytes !== declaredBytes) {
    return mediaFailure(
      'size_mismatch',
      `The file has ${bytes} bytes, but ${declaredBytes} were announced. Upload it again.`,
    );
  }
  return undefined;
};

/** Kept back of an invocation's time for planning, writing and sending: a media of many hours takes some seconds. */
const PLAN_RESERVE_MS = 20_000;

const probeAndSchedule = async (
  deps: IngestDeps,
  media: MediaRow,
  source: SourceObject,
  remainingMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const { id: mediaId } = media;
  const served = await serveSource(deps.s3, source, signal);
  try {
    const outcome = await probeSource({
      ffmpeg: deps.ffmpeg,
      ffprobe: deps.ffprobe,
      url: served.url,
      bytes: source.bytes,
      limits: deps.config.limits,
      seconds: Math.max(1, Math.min(deps.config.limits.maxProbeSeconds, (remainingMs - PLAN_RESERVE_MS) / 1000)),
      signal,
    });
    const unreadable = blameStore(served);
    if (isSourceGone(unreadable)) return; // replaced or removed: the new object's event will come
    if (unreadable)
      throw new Error(`the original of ${mediaId} could not be read: ${unreadable.message}`, { cause: unreadable });
    const judged = refuseElsewhere(served) ?? refuseKind(media, outcome);
    if (judged.ok) await schedule(deps, mediaId, source, judged.probe, signal);
    else {
      const { failure, detail, probe } = judged;
      await failMedia(deps.database, { mediaId, failure, detail, ...(probe ? { probe } : {}), now: deps.now() });
    }
  } finally {
    await served.close();
  }
};

/** An upload token can say what the file has to be. */
const refuseKind = ({ allowedKind }: MediaRow, outcome: ProbeOutcome): ProbeOutcome => {
  if (!outcome.ok || allowedKind === undefined) return outcome;
  const { probe } = outcome;
  const kind = probe.video ? 'video' : 'audio';
  if (kind === allowedKind) return outcome;
  const message = `The file is ${kind}, but this upload is for ${allowedKind}. Create another media for it.`;
  return { ok: false, failure: mediaFailure('kind_not_allowed', message), detail: '', probe };
};

const schedule = async (
  deps: IngestDeps,
  mediaId: string,
  source: SourceObject,
  probe: Probe,
  signal: AbortSignal,
): Promise<void> => {
  const { encoding } = deps.config;
  const judgement =
    encoding.copy === 'off' || !probe.video
      ? undefined
      : await judgeSource(deps.s3, source, probe, encoding.segmentSeconds, signal);
  const settings = PlanSettings.parse(encoding);
  const whole = planMedia(probe, source, settings, { judgement });
  const preparation = planPreparation(probe, whole, { source, settings, perTitle: encoding.perTitle });
  const plan = preparation ? planBeginning(whole, preparation) : whole;
  const now = deps.now();
  const taskIds = plan.tasks.map(() => newId('tsk', now));
  await wakeSweepAround(deps, () => scheduleProcessing(deps.database, { mediaId, source, probe, plan, taskIds, now }));
};
