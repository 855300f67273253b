import { readdirSync } from 'node:fs';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventRow } from '../../shared/ledger/rows.ts';
import { watchEvents } from '../../shared/ledger/watch-events.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { failStatement } from './support/fail-statement.ts';
import { WRITES } from './support/ledger-writes.ts';
import { readRows } from './support/read-rows.ts';

/**
 * Each write of the ledger, while each of its statements in turn is refused for the sake of another transaction, as Aurora DSQL
 * does: what is left must be what a calm run leaves.
 */
let pool: Pool;
let faults = 0;
beforeAll(async () => {
  pool = await clonePostgres();
});
afterAll(async () => {
  console.info(`${faults} faults were injected into ${WRITES.length} writes`);
  await pool.end();
});

type Prepare = (typeof WRITES)[number]['prepare'];

/** What a calm run leaves, and the statements that it takes. */
const runCalm = async (prepare: Prepare, times: number) => {
  const { mediaId, write } = await prepare(pool);
  const { pool: watched, texts } = failStatement(pool, 0, 'refused');
  for (let i = 0; i < times; i++) await write(watched);
  return { rows: await readRows(pool, mediaId), statements: times === 1 ? [...texts] : [] };
};

describe.each(WRITES)('$name', ({ prepare, repeats = 'once' }) => {
  test('is done once, whichever of its statements is refused', async () => {
    const calm = await runCalm(prepare, 1);
    expect(calm.statements.at(-1)).toBe('commit');
    for (const [i, statement] of calm.statements.entries()) {
      const { mediaId, write } = await prepare(pool);
      const { pool: faulty } = failStatement(pool, i + 1, 'refused');
      const told: EventRow[] = [];
      watchEvents(faulty, (event) => told.push(event));
      const before = await readRows(pool, mediaId);
      await write(faulty);
      faults += 1;
      const after = await readRows(pool, mediaId);
      expect(after, `refused: ${statement}`).toEqual(calm.rows);
      // Every event that is new was told of, once.
      const added = after.event.slice(before.event.length).map(({ seq }) => seq);
      expect(told.map(({ seq }) => seq)).toEqual(added);
    }
  });

  test('is done once or twice, as it says, if a caller does it again because it did not hear of the commit', async () => {
    const expected = await runCalm(prepare, repeats === 'once' ? 1 : 2);
    const { statements } = await runCalm(prepare, 1);
    for (const [i, statement] of statements.entries()) {
      if (statement !== 'commit') continue;
      const { mediaId, write } = await prepare(pool);
      const { pool: faulty } = failStatement(pool, i + 1, 'lost');
      await expect(write(faulty)).rejects.toThrow('Connection terminated');
      faults += 1;
      await write(pool);
      expect(await readRows(pool, mediaId)).toEqual(expected.rows);
    }
  });
});

test('no write is missing here', async () => {
  const folder = new URL('../../shared/ledger/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(
    files.map((name) => import(new URL(name, folder).href) as Promise<Record<string, unknown>>),
  );
  const writes = modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (isWrite(name, value) ? [name] : [])),
  );
  expect(writes.toSorted()).toEqual([...new Set(WRITES.map(({ name }) => name.split(':')[0]))].toSorted());
});

/** Takes a database, and begins a transaction or says what to write. Those that take a client are parts of these. */
const isWrite = (name: string, value: unknown): boolean =>
  typeof value === 'function' &&
  name !== 'inTransaction' &&
  /^(async )?\(db\b/.test(value.toString()) &&
  /inTransaction|apply[A-Z]|insert into|delete from|update \w+ set/.test(value.toString());
