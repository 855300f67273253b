import { type DeletionRow, findDeletion, notePass, purgeRows } from '../ledger/deletions.ts';
import { findMedia } from '../ledger/medias.ts';
import { mediaPrefix, originalPrefix } from '../media/keys.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { abortUploads, deleteObjects } from './purge-objects.ts';
import { sendMessages } from './send-messages.ts';

/**
 * By then whoever was at work when the media was deleted has ended or has noticed: a worker looks after its source ten
 * seconds after it last saw it, and a PUT is given up after 45 s; publish and the API's calls have a minute.
 */
export const SETTLE_SECONDS = 120;

type PurgeDeps = Pick<Deps, 'database' | 's3' | 'sqs' | 'resources' | 'now'>;

/** `gone`: nothing is left, and nothing can come; or the media was never deleted. */
export interface Purge {
  readonly state: 'gone' | 'again';
  readonly objects: number;
  readonly uploads: number;
  readonly rows: number;
}

/**
 * Removes what a deleted media left: the original first, which stops its readers, then unfinished uploads, then what was
 * published, at the edge as well, and the ledger's rows. It looks again after two minutes and as long as there is something
 * to be found; whoever finds out later that he has written for a media that is no more, reminds of it (`purgeIfDeleted`).
 */
export const purgeMedia = async (deps: PurgeDeps, mediaId: string, signal: AbortSignal): Promise<Purge> => {
  const { database, s3, resources } = deps;
  const deletion = await findDeletion(database, mediaId);
  if (!deletion || (await findMedia(database, mediaId))) return { state: 'gone', objects: 0, uploads: 0, rows: 0 };
  const isSettled = deps.now().getTime() >= settledAt(deletion);
  const originals = { bucket: resources.originalsBucket, prefix: originalPrefix(mediaId) };
  const original = await deleteObjects(s3, originals, signal);
  const uploads = await abortUploads(s3, originals, signal);
  const media = await deleteObjects(s3, { bucket: resources.mediaBucket, prefix: mediaPrefix(mediaId) }, signal);
  if (media > 0 || deletion.passes === 0) await forgetAtEdge(deps, deletion, signal);
  const rows = await purgeRows(database, mediaId);
  const found = { objects: original + media, uploads, rows };
  if (isSettled && original + media + uploads + rows === 0) {
    await notePass(database, { deletion, nextAt: undefined, now: deps.now() });
    return { state: 'gone', ...found };
  }
  await lookAgain(deps, deletion);
  return { state: 'again', ...found };
};

const settledAt = ({ requestedAt }: DeletionRow): number => requestedAt.getTime() + SETTLE_SECONDS * 1000;

/** If this message is lost, sweep sends another. */
const lookAgain = async (deps: PurgeDeps, deletion: DeletionRow): Promise<void> => {
  const now = deps.now().getTime();
  const due = settledAt(deletion);
  const nextAt = new Date(due > now ? due : now + SETTLE_SECONDS * 1000);
  await notePass(deps.database, { deletion, nextAt, now: deps.now() });
  const delaySeconds = Math.min(SETTLE_SECONDS, Math.ceil((nextAt.getTime() - now) / 1000));
  await sendMessages(deps, 'purge', [mediaMessage(deletion.mediaId)], [{ delaySeconds }]);
};

/** What was asked for once can stay there for a year. */
const forgetAtEdge = async (
  { resources: { distributionId } }: PurgeDeps,
  { mediaId, requestedAt, passes }: DeletionRow,
  signal: AbortSignal,
): Promise<void> => {
  if (distributionId === undefined) return;
  // Only where there is an edge: its client takes a while to load.
  const { invalidateEdge } = await import('../playback/invalidate-edge.ts');
  const reference = `${mediaId}-${requestedAt.getTime()}-${passes}`;
  await invalidateEdge({ distributionId, path: `/${mediaPrefix(mediaId)}*`, reference }, signal);
};
