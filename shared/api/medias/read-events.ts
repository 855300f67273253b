import { setTimeout as sleep } from 'node:timers/promises';
import { findDeletedEvent } from '../../ledger/deletions.ts';
import { listEvents } from '../../ledger/events.ts';
import { findMedia } from '../../ledger/medias.ts';
import type { EventRow } from '../../ledger/rows.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { EventPage, ListEventsQuery } from '../schemas/event.ts';
import { noSuchMedia } from './require-media.ts';

type EventDeps = Pick<Deps, 'database' | 'stopping'>;

/** Between two looks while somebody waits. */
const LOOK_MS = 500;

/** A page of a media's events. With `wait` it comes as soon as there is one, or empty when that time is over. */
export const readEvents = async (
  deps: EventDeps,
  mediaId: string,
  { after = 0, limit, wait = 0 }: ListEventsQuery,
): Promise<EventPage> => {
  const deadline = performance.now() + wait * 1000;
  for (;;) {
    const { page, mayGrow } = await readPage(deps, mediaId, after, limit);
    const leftMs = deadline - performance.now();
    if (page.items.length > 0 || !mayGrow || leftMs <= 0 || deps.stopping.aborted) return page;
    // Ends early when the host stops.
    await sleep(Math.min(LOOK_MS, leftMs), undefined, { signal: deps.stopping }).catch(() => undefined);
  }
};

const readPage = async (
  deps: EventDeps,
  mediaId: string,
  after: number,
  limit: number,
): Promise<{ readonly page: EventPage; readonly mayGrow: boolean }> => {
  const media = await findMedia(deps.database, mediaId);
  // One more than asked for says whether there is a next page.
  const rows = media
    ? await listEvents(deps.database, mediaId, { afterSeq: after, limit: limit + 1 })
    : (await readDeletion(deps, mediaId)).filter(({ seq }) => seq > after);
  const items = rows
    .slice(0, limit)
    .map(({ seq, at, level, type, message, data }) => ({ seq, at: at.toISOString(), level, type, message, data }));
  const last = items.at(-1);
  return {
    page: { items, ...(rows.length > limit && last ? { nextAfter: last.seq } : {}) },
    mayGrow: media !== undefined,
  };
};

/** What stays of a media that was deleted. The others of its events are on their way out. */
const readDeletion = async ({ database }: Pick<Deps, 'database'>, mediaId: string): Promise<EventRow[]> => {
  const event = await findDeletedEvent(database, mediaId);
  if (!event) throw noSuchMedia(mediaId);
  return [event];
};
