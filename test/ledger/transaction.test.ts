import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMedia } from '../../shared/ledger/medias.ts';
import { transaction } from '../../shared/ledger/transaction.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { createTestMedia } from './support/schedule-media.ts';

let pool: Awaited<ReturnType<typeof clonePostgres>>;
beforeAll(async () => {
  pool = await clonePostgres({ max: 30 });
});
afterAll(() => pool.end());

test('a conflict is retried from the start, and no change is lost', async () => {
  const { id } = await createTestMedia(pool);
  let runs = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      transaction(pool, async (client) => {
        runs++;
        const media = await findMedia(client, id);
        const next = (media?.publishedSegments ?? 0) + 1;
        await client.query('update media set published_segments = $2 where id = $1', [id, next]);
      }),
    ),
  );
  expect((await findMedia(pool, id))?.publishedSegments).toBe(12);
  expect(runs).toBeGreaterThan(12);
});

test('what the two transactions read is one state', async () => {
  const { id } = await createTestMedia(pool);
  await transaction(pool, async (client) => {
    const before = await findMedia(client, id);
    await pool.query(`update media set title = 'Other' where id = $1`, [id]);
    expect(await findMedia(client, id)).toEqual(before);
  });
});

test('deadlocks are retried', async () => {
  const [a, b] = [await createTestMedia(pool), await createTestMedia(pool)];
  const touch = (first: string, second: string) =>
    transaction(pool, async (client) => {
      for (const id of [first, second]) {
        await client.query('update media set published_segments = published_segments + 1 where id = $1', [id]);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
  await Promise.all([touch(a.id, b.id), touch(b.id, a.id)]);
  expect((await findMedia(pool, a.id))?.publishedSegments).toBe(2);
});

test('other errors are thrown at once, undo everything, and leave the client usable', async () => {
  const { id } = await createTestMedia(pool);
  let runs = 0;
  const failing = transaction(pool, async (client) => {
    runs++;
    await client.query(`update media set title = 'Gone' where id = $1`, [id]);
    await client.query('select 1 / 0');
  });
  await expect(failing).rejects.toThrow('division by zero');
  expect(runs).toBe(1);
  expect((await findMedia(pool, id))?.title).toBe('A film');
});
