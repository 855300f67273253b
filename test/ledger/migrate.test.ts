import { readdir } from 'node:fs/promises';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../shared/ledger/migrate.ts';
import { transaction } from '../../shared/ledger/transaction.ts';
import { clonePostgres } from '../support/clone-postgres.ts';

const pools: Awaited<ReturnType<typeof clonePostgres>>[] = [];
let pool: Awaited<ReturnType<typeof clonePostgres>>;

beforeEach(async () => {
  pool = await clonePostgres({ empty: true });
  pools.push(pool);
});
afterAll(() => Promise.all(pools.map((each) => each.end())));

const files = (await readdir(new URL('../../shared/ledger/migrations/', import.meta.url))).sort();

test('five callers at once apply each migration once', async () => {
  const logs: string[] = [];
  await Promise.all(Array.from({ length: 5 }, () => migrate(pool, (message) => logs.push(message))));
  expect(logs.toSorted()).toEqual(files.map((file) => `applied migration ${file}`));
  const { rows } = await pool.query('select name from migration where done_at is not null order by name');
  expect(rows.map(({ name }) => name)).toEqual(files);
});

test('a second run has nothing to do', async () => {
  await migrate(pool);
  const logs: string[] = [];
  await migrate(pool, (message) => logs.push(message));
  expect(logs).toEqual([]);
});

test('a claim whose owner died is taken over, also when the statement was run already', async () => {
  await migrate(pool);
  const claim = `update migration set owner = 'dead', done_at = null, claimed_at = now() - interval '1 hour'`;
  await transaction(pool, (client) => client.query(claim));
  const logs: string[] = [];
  await migrate(pool, (message) => logs.push(message));
  expect(logs).toHaveLength(files.length);
});

test('a caller waits for another one that holds the claim', async () => {
  await migrate(pool);
  const name = files.at(-1);
  await pool.query(`update migration set owner = 'busy', done_at = null, claimed_at = now() where name = $1`, [name]);
  let isDone = false;
  const waiting = migrate(pool).then(() => {
    isDone = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isDone).toBe(false);
  await pool.query('update migration set done_at = now() where name = $1', [name]);
  await waiting;
});

test('files hold one statement of what Aurora DSQL accepts', async () => {
  const { readFile } = await import('node:fs/promises');
  for (const file of files) {
    const text = await readFile(new URL(`../../shared/ledger/migrations/${file}`, import.meta.url), 'utf8');
    const sql = text.replaceAll(/--.*$/gm, '');
    expect(sql.trim().replace(/;$/, ''), file).not.toContain(';');
    expect(sql, file).toMatch(/if not exists/);
    expect(sql, file).not.toMatch(/references|serial|sequence|trigger|jsonb?|using gin|generated/i);
  }
});
