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
  // Between two statements nobody else hears that the connection is lost, and an error that nobody hears ends the process.
  const onLost = (): void => {
    broken = true;
  };
  client.on('error', onLost);
  try {
    // The one level that Aurora DSQL has.
    await client.query('begin isolation level repeatable read');
    const events = collectEvents(client);
    const result = await work(client);
    await client.query('commit');
    tellEvents(pool, events);
    return result;
  } catch (error) {
    // A client that can't even roll back has lost its connection and must not go back to the pool. Nor must one whose
    // statement was not answered in time: it would have the rollback wait for that answer.
    broken =
      isUnanswered(error) ||
      !(await client.query('rollback').then(
        () => true,
        () => false,
      ));
    throw error;
  } finally {
    client.off('error', onLost).release(broken);
  }
};

/** What `pg` says when its `query_timeout` has passed. Of a `commit` it means that nobody knows what became of it. */
const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';
