import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { Scope } from '../../access/scope.ts';
import { type FeedRow, feedHead, placeEvents, readFeed } from '../../ledger/feed.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { FeedEvent, FeedPage, FeedQuery } from '../schemas/feed.ts';

type FeedDeps = Pick<Deps, 'database' | 'stopping'>;

/** Between two looks while somebody waits. */
const LOOK_MS = 500;
/** In one transaction. Aurora DSQL changes 3,000 rows in one at most. */
const BATCH = 500;
/** Of a request: the first who asks after a long time does not do all of it. */
const MAX_BATCHES = 10;
const SERIALIZATION_FAILURE = '40001';

/** A page of the events of all medias. With `wait` it comes as soon as there is one, or empty when that time is over. */
export const readFeedPage = async (
  deps: FeedDeps,
  { after = 0, limit, type, wait = 0 }: FeedQuery,
  within: readonly Scope[],
): Promise<FeedPage> => {
  const deadline = performance.now() + wait * 1000;
  await placeAll(deps);
  let position = after === 'latest' ? await feedHead(deps.database) : after;
  for (;;) {
    const { events, next, isEnd } = await readFeed(deps.database, { after: position, limit, type, within });
    position = next;
    const leftMs = deadline - performance.now();
    if (events.length > 0 || leftMs <= 0 || deps.stopping.aborted) {
      return { items: events.map(present), nextAfter: position };
    }
    if (!isEnd) continue;
    // Ends early when the host stops.
    await sleep(Math.min(LOOK_MS, leftMs), undefined, { signal: deps.stopping }).catch(() => undefined);
    await placeAll(deps);
  }
};

const placeAll = async ({ database }: FeedDeps): Promise<void> => {
  try {
    for (let batches = 0; batches < MAX_BATCHES; batches++) {
      if ((await placeEvents(database, BATCH)) < BATCH) return;
    }
  } catch (error) {
    // Others who read are doing it, faster than we can.
    if (!(error instanceof DatabaseError) || error.code !== SERIALIZATION_FAILURE) throw error;
  }
};

const present = ({ position, mediaId, seq, at, level, type, message, data }: FeedRow): FeedEvent => ({
  position,
  mediaId,
  seq,
  at: at.toISOString(),
  level,
  type,
  message,
  data,
});
