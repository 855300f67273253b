import * as z from 'zod';
import { appendEvent, countEvents } from '../ledger/events.ts';
import { failMedia } from '../ledger/ingests.ts';
import { findMedia } from '../ledger/medias.ts';
import { findTask } from '../ledger/tasks.ts';
import { transaction } from '../ledger/transaction.ts';
import { mediaFailure } from '../media/failure.ts';
import { Id } from '../media/identifiers.ts';
import { mediaIdOfOriginal } from '../media/keys.ts';
import { isTerminal } from '../media/status.ts';
import { StorableWords } from '../media/storable-text.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { ObjectCreatedEvent, objectKeys } from './object-created-event.ts';
import { sendMessages } from './send-messages.ts';
import { resendTask } from './sweep-tasks.ts';

export type LetterDeps = Pick<Deps, 'database' | 'sqs' | 'resources' | 'config' | 'now' | 'logger'>;

/** Of a message no more is asked than what names the media: what else is in it may be why nobody could read it. */
const MediaLetter = z.object({ mediaId: Id });
const TaskLetter = MediaLetter.extend({ taskId: Id });
/** Which try; a letter that does not say so is taken for one of the present try. */
const TryLetter = TaskLetter.extend({
  attempt: z.int().optional().catch(undefined),
  interruptions: z.int().optional().catch(undefined),
});
const ReportLetter = TryLetter.extend({ type: StorableWords.optional() });

/** What the letter is of, as far as it says so. */
export const namesInLetter = (body: unknown): Readonly<Record<string, string>> => {
  const event = ObjectCreatedEvent.safeParse(body);
  const mediaId = event.success ? objectKeys(event.data).flatMap((key) => mediaIdOfOriginal(key) ?? [])[0] : undefined;
  if (mediaId !== undefined) return { mediaId };
  return TaskLetter.safeParse(body).data ?? MediaLetter.safeParse(body).data ?? {};
};

/** A worker took the task again and again and died of it: it has failed for good, unless another try is under way. */
export const buryTranscodeLetter = async (deps: LetterDeps, body: unknown): Promise<void> => {
  const letter = read(deps, 'transcode', TryLetter, body);
  if (!letter) return;
  const { taskId, mediaId } = letter;
  const task = await findTask(deps.database, taskId);
  if (!task) return;
  const { attempt = task.failedAttempts + 1, interruptions = task.interruptions } = letter;
  const base = { version: 1, taskId, mediaId, attempt, interruptions, at: deps.now().toISOString() };
  const message = 'The encoder was started several times and stopped without saying why.';
  await sendMessages(deps, 'record', [{ ...base, type: 'failed', code: 'encode_failed', message, final: true }]);
};

/** Dead letters of one media's file before the media is given up. */
export const MAX_INGEST_LETTERS = 2;

/**
 * A media that is past its ingest is let be: the letter is one of several of the same upload. Lambda counts a delivery also
 * when it had no room to run the function, so a first letter may be of a message that nobody ever looked at.
 */
export const buryIngestLetter = async (deps: LetterDeps, body: unknown): Promise<void> => {
  const event = read(deps, 'ingest', ObjectCreatedEvent, body);
  for (const record of event?.Records ?? []) {
    for (const key of objectKeys({ Records: [record] })) {
      const mediaId = mediaIdOfOriginal(key);
      if (mediaId) await buryIngest(deps, mediaId, { Records: [record] });
    }
  }
};

const buryIngest = async (deps: LetterDeps, mediaId: string, event: ObjectCreatedEvent): Promise<void> => {
  const { database } = deps;
  if ((await findMedia(database, mediaId))?.status !== 'AwaitingUpload') return;
  const isLast = (await countEvents(database, mediaId, 'ingest.failed')) + 1 >= MAX_INGEST_LETTERS;
  // Before it is noted: what is sent twice does no harm.
  if (!isLast) await sendMessages(deps, 'ingest', [event]);
  const now = deps.now();
  await transaction(database, async (client) => {
    if ((await findMedia(client, mediaId))?.status !== 'AwaitingUpload') return;
    const message = 'The file could not be taken in.';
    await appendEvent(client, { mediaId, level: 'Error', type: 'ingest.failed', message, now });
    const detail = 'Ingest was tried several times; its dead letter ended the media.';
    if (isLast) await failMedia(client, { mediaId, failure: mediaFailure('internal'), detail, now });
  });
};

/** What a worker did is not known, so it is done again. */
export const buryRecordLetter = async (deps: LetterDeps, body: unknown): Promise<void> => {
  const letter = read(deps, 'record', ReportLetter, body);
  if (!letter) return;
  const { mediaId, taskId, attempt, type = 'unknown' } = letter;
  const media = await findMedia(deps.database, mediaId);
  if (!media || isTerminal(media.status)) return;
  const task = await findTask(deps.database, taskId);
  const message = `A report of a task (${type}) could not be recorded.`;
  const event = { level: 'Error', type: 'record.failed', message, data: { taskId, report: type } } as const;
  await appendEvent(deps.database, { mediaId, ...event, now: deps.now() });
  const isOpen = task?.mediaId === mediaId && (task.status === 'Pending' || task.status === 'Running');
  // A start that nobody noted has no consequence: the report of the end is still to come. Nor has an older try.
  const isPresent = isOpen && (attempt ?? Number.POSITIVE_INFINITY) > task.failedAttempts;
  if (isPresent && type !== 'started') await resendTask(deps, task);
  await sendMessages(deps, 'publish', [mediaMessage(mediaId)]);
};

/** Dead letters of one media's publication before it is given up. */
export const MAX_PUBLISH_LETTERS = 3;

export const buryPublishLetter = async (deps: LetterDeps, body: unknown): Promise<void> => {
  const letter = read(deps, 'publish', MediaLetter, body);
  if (!letter) return;
  const { mediaId } = letter;
  const now = deps.now();
  const media = await findMedia(deps.database, mediaId);
  if (!media || isTerminal(media.status)) return;
  const message = 'The playlists could not be written.';
  await appendEvent(deps.database, { mediaId, level: 'Error', type: 'publish.failed', message, now });
  const letters = await countEvents(deps.database, mediaId, 'publish.failed');
  if (letters < MAX_PUBLISH_LETTERS) await sendMessages(deps, 'publish', [mediaMessage(mediaId)]);
  else await failMedia(deps.database, { mediaId, failure: mediaFailure('internal'), detail: message, now });
};

/** The ledger still knows of the deletion, and the next step of sweep sends it again. */
export const buryPurgeLetter = async (deps: LetterDeps, body: unknown): Promise<void> => {
  read(deps, 'purge', MediaLetter, body);
};

const read = <T>({ logger }: LetterDeps, queue: string, schema: z.ZodType<T>, body: unknown): T | undefined => {
  const parsed = schema.safeParse(body);
  if (!parsed.success) logger.error('a dead letter that cannot be read was deleted', { queue, body });
  return parsed.data;
};
