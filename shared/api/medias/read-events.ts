import { listEvents } from '../../ledger/events.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { EventPage, ListEventsQuery } from '../schemas/event.ts';
import { requireMedia } from './require-media.ts';

export const readEvents = async (
  deps: Pick<Deps, 'database'>,
  mediaId: string,
  { after = 0, limit }: ListEventsQuery,
): Promise<EventPage> => {
  await requireMedia(deps, mediaId);
  // One more than asked for says whether there is a next page.
  const rows = await listEvents(deps.database, mediaId, { afterSeq: after, limit: limit + 1 });
  const items = rows
    .slice(0, limit)
    .map(({ seq, at, level, type, message, data }) => ({ seq, at: at.toISOString(), level, type, message, data }));
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { nextAfter: last.seq } : {}) };
};
