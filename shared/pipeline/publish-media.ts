import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { type Growth, measureGrowth } from '../ledger/growth.ts';
import type { Leftovers } from '../ledger/leftovers.ts';
import { findMedia } from '../ledger/medias.ts';
import { completeMedia, recordGrowth } from '../ledger/publications.ts';
import { findRenditions } from '../ledger/renditions.ts';
import type { MediaRow, RenditionRow, TaskRow } from '../ledger/rows.ts';
import { findTasks, outlineTasks } from '../ledger/tasks.ts';
import { transaction } from '../ledger/transaction.ts';
import { mediaKey } from '../media/keys.ts';
import type { MediaPlan } from '../media/rendition.ts';
import { isTerminal } from '../media/status.ts';
import { hasOwnCuts } from '../packaging/own-cuts.ts';
import type { Track } from '../packaging/track.ts';
import type { Deps } from '../runtime/deps.ts';
import { assembleTracks } from './publish-assemble-tracks.ts';
import { type Place, readVersions, storeIfUnchanged, type Versions } from './publish-store-object.ts';
import {
  objectNamesOf,
  type PublishedObjects,
  writeFinalObjects,
  writeGrowingObjects,
} from './publish-write-objects.ts';

/**
 * Writes playlists and manifests from the ledger's state, then moves the pointer in the ledger.
 *
 * Two publishes of a media may run at once, and one of them may sleep for a minute in between. A playlist must never
 * become shorter, and an ended one never open again. So:
 *
 *   1. HEAD every object that may be written, and keep the ETags.
 *   2. Read the ledger, in one snapshot. It only ever grows.
 *   3. PUT each object on the condition that it still has the ETag of step 1 (or still isn't there).
 *   4. Move the pointer, on the condition that it moves forward.
 *
 * Whoever wrote an object before our step 1 had read the ledger before us, so ours is at least as new. Whoever writes it
 * after our step 1 makes our PUT fail, and we start over. Playlists of tracks are stored before those that name them.
 */
export const publishMedia = async (deps: PublishDeps, mediaId: string, signal: AbortSignal): Promise<Publication> => {
  const place: Place = {
    s3: deps.s3,
    bucket: deps.resources.mediaBucket,
    keyOf: (name) => mediaKey(mediaId, name),
    signal,
  };
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    signal.throwIfAborted();
    const due = await transaction(deps.database, (client) => readDue(client, mediaId));
    if (typeof due === 'string') return due;
    const versions = await readVersions(place, objectNamesOf(due.renditions));
    const work = await transaction(deps.database, (client) => prepare(client, deps, mediaId));
    if (typeof work === 'string') return work;
    if ((await store(place, work, versions)) === 'stored') return movePointer(deps, mediaId, work);
    await sleep(Math.random() * PAUSE_MS * tries, undefined, { signal });
  }
  throw new Error(`media ${mediaId} could not be published: others changed its playlists ${MAX_TRIES} times`);
};

type PublishDeps = Pick<Deps, 's3' | 'database' | 'resources' | 'config' | 'now'>;
/** `missing`: there is no such media (any more), though playlists of it may have been stored. */
export type Publication = 'nothing' | 'missing' | 'growing' | 'ready';

const MAX_TRIES = 10;
const PAUSE_MS = 50;

/** Players ask for a growing playlist every few seconds; a second of cache carries any number of them. */
const GROWING_CACHE = 'public, max-age=1';
const FINAL_CACHE = 'public, max-age=60';

interface Due {
  readonly media: MediaRow;
  readonly plan: MediaPlan;
  readonly renditions: readonly RenditionRow[];
  /** 'all' when no task is open. */
  readonly growth: Growth | 'all';
}

const readDue = async (client: PoolClient, mediaId: string): Promise<Due | 'nothing' | 'missing'> => {
  const media = await findMedia(client, mediaId);
  if (!media) return 'missing';
  if (!media.plan || isTerminal(media.status)) return 'nothing';
  const renditions = await findRenditions(client, mediaId);
  if (media.tasksLeft === 0) return { media, plan: media.plan, renditions, growth: 'all' };
  const growth = measureGrowth(media.plan, renditions, await outlineTasks(client, mediaId));
  return growth.size > media.publishedSegments ? { media, plan: media.plan, renditions, growth } : 'nothing';
};

interface Work {
  readonly growth: Growth | 'all';
  readonly objects: PublishedObjects;
  /** What is not needed from now on. */
  readonly leftovers?: Leftovers;
}

const prepare = async (
  client: PoolClient,
  { config }: Pick<Deps, 'config'>,
  mediaId: string,
): Promise<Work | 'nothing' | 'missing'> => {
  const due = await readDue(client, mediaId);
  if (typeof due === 'string') return due;
  const { plan, renditions, growth } = due;
  const { formats, copy } = config.encoding;
  if (growth !== 'all' && !formats.includes('hls')) return 'nothing';
  const tasks = await findTasks(client, mediaId);
  const tracks = assembleTracks(renditions, tasks);
  const seconds = plan.segmentSeconds.num / plan.segmentSeconds.den;
  if (growth === 'all') {
    const chosen = chooseListed(tracks, copy === 'keep');
    const leftovers = listLeftovers(chosen.former, tasks);
    return { growth, objects: writeFinalObjects(chosen, seconds, formats), ...(leftovers && { leftovers }) };
  }
  const listed = tracks.filter(({ name }) => growth.listed.has(name));
  return { growth, objects: writeGrowingObjects(listed, growth.isWhole, seconds) };
};

/** The source's own pictures leave the lists when others have come, unless they are to stay. */
const chooseListed = (
  tracks: readonly Track[],
  keepsCopy: boolean,
): { readonly listed: readonly Track[]; readonly former: readonly Track[] } => {
  const others = tracks.filter((track) => !hasOwnCuts(track));
  const isWanted = keepsCopy || !others.some(({ kind }) => kind === 'video');
  return isWanted ? { listed: tracks, former: [] } : { listed: others, former: tracks.filter(hasOwnCuts) };
};

/** What the media has needed until now; undefined if that is nothing. */
const listLeftovers = (former: readonly Track[], tasks: readonly TaskRow[]): Leftovers | undefined => {
  const hasRemux = tasks.some(({ spec }) => spec.kind === 'prepare' && spec.remux);
  if (former.length === 0 && !hasRemux) return undefined;
  return { renditions: former.map(({ name }) => name), ...(hasRemux && { remux: true }) };
};

const store = async (place: Place, { growth, objects }: Work, versions: Versions): Promise<'stored' | 'stale'> => {
  const cacheControl = growth === 'all' ? FINAL_CACHE : GROWING_CACHE;
  for (const group of [objects.playlists, objects.entries]) {
    const results = await Promise.all(group.map((object) => storeIfUnchanged(place, object, versions, cacheControl)));
    if (results.includes('stale')) return 'stale';
  }
  return 'stored';
};

const movePointer = async (
  { database, now }: Pick<Deps, 'database' | 'now'>,
  mediaId: string,
  { growth, leftovers }: Work,
): Promise<Publication> => {
  if (growth === 'all') {
    const result = await completeMedia(database, { mediaId, leftovers, now: now() });
    return result === 'not_due' ? 'nothing' : result;
  }
  const { size, segments } = growth;
  const result = await recordGrowth(database, { mediaId, size, segments, now: now() });
  if (result === 'grown') return 'growing';
  return (await findMedia(database, mediaId)) ? 'nothing' : 'missing';
};
