import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, type Pool, type QueryConfig } from 'pg';
import { DATABASE_MIGRATION_MS } from '../runtime/time-limits.ts';
import { dsqlStatement } from './dsql-statement.ts';
import { transaction } from './transaction.ts';

/**
 * Applies `migrations/NNNN-*.sql` in order, each once. A file is one statement: Aurora DSQL allows one DDL statement in a
 * transaction, and no other write beside it. So the note that a migration is done can't be part of the same transaction,
 * and every statement is written to do no harm when it is repeated (`if not exists`).
 *
 *   1. Claim: insert the migration's row, or take over the row of a caller that claimed it long ago and never finished.
 *   2. Run the statement.
 *   3. Mark the row as done. Callers who found it claimed wait for this.
 */
export const migrate = async (pool: Pool, log: (message: string) => void = () => undefined): Promise<void> => {
  await createMigrationTable(pool);
  const owner = randomUUID();
  for (const name of await listMigrations()) {
    const statement = await readFile(new URL(name, MIGRATIONS), 'utf8');
    while (!(await isDone(pool, name))) {
      if (!(await claim(pool, name, owner))) {
        await sleep(POLL_MS);
        continue;
      }
      await runStatement(pool, statement, name);
      await transaction(pool, (client) => client.query('update migration set done_at = now() where name = $1', [name]));
      log(`applied migration ${name}`);
    }
  }
};

const MIGRATIONS = new URL('./migrations/', import.meta.url);
const POLL_MS = 50;

/** A statement on empty or small tables takes far less; a caller that is slower than this is taken for dead. */
const CLAIM_SECONDS = 120;

const listMigrations = async (): Promise<string[]> =>
  (await readdir(MIGRATIONS)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();

/**
 * Two `create table if not exists` at once can still collide, in the catalogue: unique_violation, duplicate_table, or
 * duplicate_object for the table's row type.
 */
const COLLISIONS = new Set(['23505', '42P07', '42710']);

const createMigrationTable = async (pool: Pool): Promise<void> => {
  const create = `create table if not exists migration (
    name text primary key, owner text not null, claimed_at timestamptz not null, done_at timestamptz
  )`;
  try {
    await transaction(pool, (client) => client.query(create));
  } catch (error) {
    if (!(error instanceof DatabaseError) || !COLLISIONS.has(error.code ?? '')) throw error;
  }
};

const isDone = (pool: Pool, name: string): Promise<boolean> =>
  transaction(pool, async (client) => {
    const query = 'select name from migration where name = $1 and done_at is not null';
    return (await client.query(query, [name])).rowCount === 1;
  });

const claim = (pool: Pool, name: string, owner: string): Promise<boolean> =>
  transaction(pool, async (client) => {
    const inserted = await client.query(
      'insert into migration (name, owner, claimed_at) values ($1, $2, now()) on conflict (name) do nothing',
      [name, owner],
    );
    if (inserted.rowCount === 1) return true;
    const taken = await client.query(
      `update migration set owner = $2, claimed_at = now()
       where name = $1 and done_at is null and claimed_at < now() - $3 * interval '1 second'`,
      [name, owner, CLAIM_SECONDS],
    );
    return taken.rowCount === 1;
  });

/** feature_not_supported: this is Aurora DSQL, or a PostgreSQL that is too old for us and refuses the other form as well. */
const NOT_SUPPORTED = '0A000';

const runStatement = async (pool: Pool, statement: string, name: string): Promise<void> => {
  // `pg` takes a limit for one statement; only its types do not say so.
  const run = (text: string) =>
    transaction(pool, (client) => client.query({ text, query_timeout: DATABASE_MIGRATION_MS } as QueryConfig));
  try {
    await run(statement).catch((error: unknown) => {
      const fitting = dsqlStatement(statement);
      if (fitting === undefined || !(error instanceof DatabaseError) || error.code !== NOT_SUPPORTED) throw error;
      return run(fitting);
    });
  } catch (error) {
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
};
