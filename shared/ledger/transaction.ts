import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, type Pool, type PoolClient } from 'pg';

/** Statements take a pool, or the client of a transaction that they are to be part of. */
export type Database = Pool | PoolClient;

/** serialization_failure (also what Aurora DSQL says at commit) and deadlock_detected: nothing was written. */
const CONFLICTS = new Set(['40001', '40P01']);

const MAX_TRIES = 30;
const FIRST_PAUSE_MS = 8;
const LONGEST_PAUSE_MS = 250;

/**
 * Runs `work` in one transaction that sees one state of the ledger. If another transaction changed what it wanted to
 * change, it is done again from the start, so `work` must have no effects outside of the database.
 */
export const transaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await runOnce(pool, work);
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw error;
      await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries));
    }
  }
};

/** As part of the caller's transaction if `db` is its client, otherwise in one of its own. */
export const inTransaction = <T>(db: Database, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  'release' in db ? work(db) : transaction(db, work);

const runOnce = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('begin isolation level repeatable read');
    const result = await work(client);
    await client.query('commit');
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

const isConflict = (error: unknown): boolean => error instanceof DatabaseError && CONFLICTS.has(error.code ?? '');
