import { findDeletedEvent } from '../../ledger/deletions.ts';
import { listEvents } from '../../ledger/events.ts';
import { findMedia } from '../../ledger/medias.ts';
import type { EventRow } from '../../ledger/rows.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { EventPage, ListEventsQuery } from '../schemas/event.ts';
import { noSuchMedia } from './require-media.ts';

export const readEvents = async (
  deps: Pick<Deps, 'database'>,
  mediaId: string,
  { after = 0, limit }: ListEventsQuery,
): Promise<EventPage> => {
  // One more than asked for says whether there is a next page.
  const rows = (await findMedia(deps.database, mediaId))
    ? await listEvents(deps.database, mediaId, { afterSeq: after, limit: limit + 1 })
    : (await readDeletion(deps, mediaId)).filter(({ seq }) => seq > after);
  const items = rows
    .slice(0, limit)
    .map(({ seq, at, level, type, message, data }) => ({ seq, at: at.toISOString(), level, type, message, data }));
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { nextAfter: last.seq } : {}) };
};

/** What stays of a media that was deleted. The others of its events are on their way out. */
const readDeletion = async ({ database }: Pick<Deps, 'database'>, mediaId: string): Promise<EventRow[]> => {
  const event = await findDeletedEvent(database, mediaId);
  if (!event) throw noSuchMedia(mediaId);
  return [event];
};
