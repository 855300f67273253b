import type { Pool, PoolClient } from 'pg';
import { retryConflicts } from './retry-conflicts.ts';
import { collectEvents, tellEvents } from './watch-events.ts';

/** Statements take a pool, or the client of a transaction that they are to be part of. */
export type Database = Pool | PoolClient;

/**
 * Runs `work` in one transaction that sees one state of the ledger. If another transaction changed what it wanted to
 * change, it is done again from the start, so `work` must have no effects outside of the database.
 */
export const transaction = <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  retryConflicts(() => runOnce(pool, work));

/** As part of the caller's transaction if `db` is its client, otherwise in one of its own. */
export const inTransaction = <T>(db: Database, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  'release' in db ? work(db) : transaction(db, work);

const runOnce = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken = false;
  try {
    // The one level that Aurora DSQL has.
    await client.query('begin isolation level repeatable read');
    const events = collectEvents(client);
    const result = await work(client);
    await client.query('commit');
    tellEvents(pool, events);
    return result;
  } catch (error) {
    // A client that can't even roll back has lost its connection and must not go back to the pool.
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
};
