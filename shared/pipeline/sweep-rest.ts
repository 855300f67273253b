import { hasDeletions } from '../ledger/deletions.ts';
import { hasPendingEdgeValues } from '../ledger/edge-values.ts';
import { type OpenMedia, openMedias } from '../ledger/overdue.ts';
import { nextDueAt } from '../ledger/trash.ts';
import type { Deps } from '../runtime/deps.ts';
import { type Marker, noteRest, type Rest, wakeSweep } from './sweep-marker.ts';
import { hasForgottenUpload, WINDOW_SECONDS } from './sweep-uploads.ts';

type RestDeps = Pick<Deps, 'database' | 'dynamo' | 's3' | 'resources' | 'config' | 'now' | 'logger'>;

/** What nobody told sweep of is found by then: a crash between commit and call, a ledger that was restored. */
export const MAX_REST_SECONDS = 3600;

/** Each costs a HEAD a minute; of a system with more of them nobody says that it is idle. */
export const MAX_WAITING = 100;

/** Whether there is still nothing to look for in the ledger. If there is, the rest is over. */
export const keepsResting = async (deps: RestDeps, { rest }: Marker, hasLetters: boolean): Promise<boolean> => {
  if (!rest || !isWithin(rest, deps.now().getTime())) return false;
  if (!hasLetters && !(await hasUploads(deps, rest))) return true;
  await wakeSweep(deps);
  return false;
};

/** S3 is asked: the event of an upload may have got lost. */
const hasUploads = async (deps: RestDeps, { uploads }: Rest): Promise<boolean> => {
  try {
    return await hasForgottenUpload(deps, uploads);
  } catch (error) {
    deps.logger.warn('sweep could not look for uploads while it rested', { error: error as Error });
    return true;
  }
};

const isWithin = ({ since, until }: Rest, now: number): boolean => {
  const began = Date.parse(since);
  return began <= now && now < Math.min(Date.parse(until), began + MAX_REST_SECONDS * 1000);
};

/** Lets the database sleep if nothing is open in the ledger. `seen` must have been read before anything was looked for. */
export const restIfIdle = async (deps: RestDeps, seen: Marker): Promise<void> => {
  const now = deps.now();
  try {
    const medias = await openMedias(deps.database, MAX_WAITING + 1);
    if ((await hasDeletions(deps.database)) || (await hasPendingEdgeValues(deps.database))) return;
    const dueAt = await nextDueAt(deps.database);
    const rest = planRest(medias, now, deps.config.upload.abandonAfterSeconds, dueAt);
    if (rest) await noteRest(deps, seen, rest);
  } catch (error) {
    deps.logger.warn('sweep could not find out whether it may rest', { error: error as Error });
  }
};

/**
 * Until the first of the medias that wait for a file is abandoned, or the first of all is due to be deleted; undefined if there is
 * work or too much to watch.
 */
export const planRest = (
  medias: readonly OpenMedia[],
  now: Date,
  abandonAfterSeconds: number,
  dueAt?: Date,
): Rest | undefined => {
  if (medias.length > MAX_WAITING || medias.some(({ status }) => status !== 'AwaitingUpload')) return undefined;
  const since = now.getTime();
  const until = Math.min(
    since + MAX_REST_SECONDS * 1000,
    dueAt?.getTime() ?? Number.POSITIVE_INFINITY,
    ...medias.map((media) => abandonedFrom(media, abandonAfterSeconds)),
  );
  if (until <= since) return undefined;
  const uploads = medias.filter(
    ({ uploadStartedAt }) => since - (uploadStartedAt?.getTime() ?? 0) < WINDOW_SECONDS * 1000,
  );
  return {
    since: now.toISOString(),
    until: new Date(until).toISOString(),
    uploads: uploads.map(({ id }) => id),
  };
};

/** What `abandonedUploads` says in SQL. */
const abandonedFrom = (
  { createdAt, uploadStartedAt = createdAt, uploadExpiresAt }: OpenMedia,
  abandonAfterSeconds: number,
): number => Math.max(uploadStartedAt.getTime() + abandonAfterSeconds * 1000, uploadExpiresAt?.getTime() ?? 0);
