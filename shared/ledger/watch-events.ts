import type { Pool, PoolClient } from 'pg';
import type { EventRow } from './rows.ts';

type Listener = (event: EventRow) => void;

const listeners = new WeakMap<Pool, Listener>();
const uncommitted = new WeakMap<PoolClient, EventRow[]>();

/** Tells `listener` of every event that is committed through this pool: once each, and of no other. */
export const watchEvents = (pool: Pool, listener: Listener): void => {
  listeners.set(pool, listener);
};

/** For `transaction`: events that the client writes from now on are kept in what this answers. */
export const collectEvents = (client: PoolClient): readonly EventRow[] => {
  const events: EventRow[] = [];
  uncommitted.set(client, events);
  return events;
};

/** For `appendEvents`. */
export const keepEvents = (client: PoolClient, events: readonly EventRow[]): void => {
  uncommitted.get(client)?.push(...events);
};

/** For `transaction`, once they are committed. */
export const tellEvents = (pool: Pool, events: readonly EventRow[]): void => {
  const listener = listeners.get(pool);
  if (listener) events.forEach(listener);
};
