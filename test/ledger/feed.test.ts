import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readFeedPage } from '../../shared/api/events/read-feed.ts';
import { deleteMedia, purgeRows } from '../../shared/ledger/deletions.ts';
import { appendEvent } from '../../shared/ledger/events.ts';
import { feedHead, placeEvents, readFeed } from '../../shared/ledger/feed.ts';
import { createMedia } from '../../shared/ledger/medias.ts';
import { newId } from '../../shared/media/identifiers.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { T0 } from './support/schedule-media.ts';

let pool: Awaited<ReturnType<typeof clonePostgres>>;
beforeAll(async () => {
  pool = await clonePostgres({ max: 20 });
});
afterAll(() => pool.end());
beforeEach(async () => {
  for (const table of ['event', 'media', 'feed_head']) await pool.query(`delete from ${table}`);
});

const create = (tags: readonly string[] = []) =>
  createMedia(pool, { id: newId('med', T0), title: 'A film', tags, metadata: {}, now: T0 });
const append = (mediaId: string, type = 'test.event') =>
  appendEvent(pool, { mediaId, level: 'Normal', type, message: 'A test.', now: T0 });
const deps = () => ({ database: pool, stopping: new AbortController().signal });
const read = (
  query: Partial<Parameters<typeof readFeedPage>[1]> = {},
  scopes: Parameters<typeof readFeedPage>[2] = [],
) => readFeedPage(deps(), { limit: 100, ...query }, scopes);

test('who goes on after what it saw misses nothing and sees nothing twice, whoever writes and reads meanwhile', async () => {
  const medias = await Promise.all(Array.from({ length: 8 }, () => create()));
  let isWriting = true;
  const write = async (mediaId: string) => {
    for (let i = 0; i < 40; i++) await append(mediaId);
  };
  const writing = Promise.all(medias.map(({ id }) => write(id))).finally(() => {
    isWriting = false;
  });
  const follow = async (limit: number) => {
    const seen: { mediaId: string; seq: number; position: number }[] = [];
    for (let after = 0; ; ) {
      const isLast = !isWriting;
      const { items, nextAfter } = await read({ after, limit });
      seen.push(...items);
      if (isLast && items.length === 0 && nextAfter === after) return seen;
      after = nextAfter;
    }
  };
  const [readers] = await Promise.all([Promise.all([1, 7, 100].map(follow)), writing]);
  for (const seen of readers) {
    expect(seen).toHaveLength(8 * 41);
    const positions = seen.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
    for (const { id } of medias) {
      const own = seen.filter(({ mediaId }) => mediaId === id).map(({ seq }) => seq);
      expect(own).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
    }
  }
});

test('a long backlog gets its places batch by batch, each media in its order', async () => {
  const { id } = await create();
  for (let i = 0; i < 12; i++) await append(id);
  expect(await placeEvents(pool, 5)).toBe(5);
  expect(await feedHead(pool)).toBe(5);
  expect((await readFeed(pool, { after: 0, limit: 100 })).events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect((await read({ after: 3 })).items.map(({ seq, position }) => [seq, position])).toEqual(
    Array.from({ length: 10 }, (_, i) => [i + 4, i + 4]),
  );
  expect(await placeEvents(pool, 5)).toBe(0);
});

describe('a reader', () => {
  test('gets the types that it asks for', async () => {
    const { id } = await create();
    for (const type of ['task.started', 'task_x.started', 'task.done']) await append(id, type);
    const types = async (type: string) => (await read({ type })).items.map((item) => item.type);
    expect(await types('task.*')).toEqual(['task.started', 'task.done']);
    expect(await types('task.done')).toEqual(['task.done']);
    expect(await types('task.none')).toEqual([]);
    expect((await read({ type: 'task.none' })).nextAfter).toBe(4);
  });

  test('who is limited to a tag sees the events of such medias alone, and gets on past the others', async () => {
    const [mine, theirs] = [await create(['acme']), await create(['other'])];
    for (const { id } of [theirs, mine, theirs]) await append(id);
    const scopes = [{ tags: ['acme'], mediaIds: [] }];
    const page = await read({}, scopes);
    expect(page.items.map(({ mediaId, seq }) => [mediaId, seq])).toEqual([
      [mine.id, 1],
      [mine.id, 2],
    ]);
    expect(page.nextAfter).toBe(5);
    expect((await read({}, [...scopes, { tags: ['x'], mediaIds: [] }])).items).toEqual([]);
    expect((await read({}, [{ tags: [], mediaIds: [theirs.id] }])).items).toHaveLength(3);
  });

  test('can wait for what is still to come', async () => {
    const { id } = await create();
    const { items, nextAfter } = await read({ after: 'latest' });
    expect([items, nextAfter]).toEqual([[], 1]);
    const waiting = read({ after: 'latest', wait: 10 });
    await append(id, 'media.ready');
    const page = await waiting;
    expect(page.items).toMatchObject([{ mediaId: id, type: 'media.ready', seq: 2 }]);
    const began = performance.now();
    expect(await read({ after: page.nextAfter, wait: 1 })).toEqual({ items: [], nextAfter: page.nextAfter });
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test('learns that a media was deleted, and is not held up by what is gone', async () => {
    const { id } = await create();
    await append(id);
    await placeEvents(pool, 100);
    await deleteMedia(pool, { mediaId: id, now: T0 });
    await purgeRows(pool, id);
    const { items, nextAfter } = await read({ after: 1 });
    expect(items.map(({ type }) => type)).toEqual(['media.deleted']);
    expect(await read({ after: nextAfter })).toEqual({ items: [], nextAfter });
  });
});

test('no read looks at all events', async () => {
  await pool.query(
    `insert into event (media_id, seq, at, level, type, message, data, position)
     select 'med_' || (i / 100), i % 100, now(), 'Normal', 'test.event', '', '{}', case when i < 19000 then i end
     from generate_series(1, 20000) as i`,
  );
  await pool.query('analyze event');
  const plan = async (sql: string) =>
    (await pool.query(`explain ${sql}`)).rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
  for (const sql of [
    'select media_id, seq from event where position is null order by position, media_id, seq limit 1',
    'select media_id, seq from event where position is null order by position, media_id, seq limit 500',
    'select position from event where position > 9000 order by position limit 2000',
  ]) {
    expect(await plan(sql), sql).not.toMatch(/Seq Scan|Sort/);
  }
  // Those of a page may be sorted.
  const page = `select * from event where position > 9000 and position <= 11000 and type = 'x' order by position limit 100`;
  expect(await plan(page)).not.toMatch(/Seq Scan/);
});
