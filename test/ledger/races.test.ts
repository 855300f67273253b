import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome, applyOutcomes } from '../../shared/ledger/outcomes.ts';
import { findRenditions } from '../../shared/ledger/renditions.ts';
import { findTasks } from '../../shared/ledger/tasks.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { failed, started, succeeded } from './support/report.ts';
import { later, scheduleTestMedia } from './support/schedule-media.ts';

let pool: Awaited<ReturnType<typeof clonePostgres>>;
beforeAll(async () => {
  pool = await clonePostgres({ max: 30 });
});
afterAll(() => pool.end());

const apply = (outcome: Outcome) => applyOutcome(pool, outcome, { retries: 3, now: later(5) });

const eventsOf = async (id: string, prefix = '') =>
  (await listEvents(pool, id, { limit: 1000 })).filter(({ type }) => type.startsWith(prefix));

const statusesOf = async (id: string) => ({
  media: (await findMedia(pool, id))?.status,
  renditions: Object.fromEntries((await findRenditions(pool, id)).map(({ name, status }) => [name, status])),
});

describe('races', () => {
  test('of 24 workers that report the last tasks: one end, nothing lost', async () => {
    const ranges = Array.from({ length: 12 }, () => 1);
    const shape = { ranges, videos: ['a', 'b'], groups: [['a'], ['b']], audios: [], poster: false };
    const { id, tasks } = await scheduleTestMedia(pool, shape);
    expect(tasks).toHaveLength(24);
    const answers = await Promise.all(tasks.map((task) => apply(succeeded(task))));
    expect(answers.filter(({ publish }) => publish).length).toBeGreaterThan(0);
    expect(await findMedia(pool, id)).toMatchObject({ tasksLeft: 0, workDone: 24 });
    expect((await statusesOf(id)).renditions).toEqual({ a: 'Ready', b: 'Ready' });
    const events = await eventsOf(id);
    expect(events.filter(({ type }) => type === 'rendition.ready')).toHaveLength(2);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  });

  test('of 24 workers that all fail: one end', async () => {
    const shape = { ranges: Array.from({ length: 24 }, () => 1), audios: [], poster: false };
    const { id, tasks } = await scheduleTestMedia(pool, shape);
    await Promise.all(tasks.map((task) => apply(failed(task, 4, { final: true }))));
    expect(await findMedia(pool, id)).toMatchObject({ tasksLeft: 0, status: 'Errored' });
    expect(await eventsOf(id, 'media.errored')).toHaveLength(1);
    expect(await eventsOf(id, 'rendition.errored')).toHaveLength(2);
    expect((await findRenditions(pool, id)).map(({ tasksLeft }) => tasksLeft)).toEqual([0, 0]);
  });

  test('of success and failure of the same task: the first wins and counts once', async () => {
    const { id, tasks } = await scheduleTestMedia(pool);
    const [first] = tasks;
    if (!first) throw new Error('no task');
    const reports = Array.from({ length: 10 }, (_, i) =>
      i % 2 ? succeeded(first) : failed(first, 4, { final: true }),
    );
    await Promise.all(reports.map(apply));
    expect((await findMedia(pool, id))?.tasksLeft).toBe(4);
    const ends = (await eventsOf(id)).filter(({ type }) => type === 'task.succeeded' || type === 'task.failed');
    expect(ends).toHaveLength(1);
  });
});

/** What must not depend on the order of reports: everything but times and the history. */
const finalState = async (id: string) => ({
  media: await findMedia(pool, id).then((media) => [
    media?.status,
    media?.tasksLeft,
    media?.workDone,
    media?.error?.code,
  ]),
  renditions: (await findRenditions(pool, id)).map(({ name, status, tasksLeft, bytes }) => [
    name,
    status,
    tasksLeft,
    bytes,
  ]),
  tasks: (await findTasks(pool, id)).map(({ status, attempts, result }) => [status, attempts, result]),
});

test('reports doubled ten times and shuffled over batches end like reports in order', async () => {
  const shape = { ranges: [1, 1, 1], groups: [['720p'], ['360p']] };
  // Of the tasks, in the order of the plan: whether it fails for good.
  const cases = fc.tuple(
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    fc.integer({ min: 1, max: 10 }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([failures, randoms, batchSize]) => {
      const [ordered, shuffled] = [await scheduleTestMedia(pool, shape), await scheduleTestMedia(pool, shape)];
      const reportsOf = ({ tasks }: typeof ordered) =>
        tasks.flatMap((task, i) => [
          started(task, 1),
          failed(task, 1),
          started(task, 2),
          failures[i] ? failed(task, 2, { final: true }) : succeeded(task, 2),
        ]);
      for (const report of reportsOf(ordered)) await apply(report);
      const copies = Array.from({ length: 10 }, () => reportsOf(shuffled)).flat();
      const mixed = copies
        .map((report) => ({ report, order: randoms.next().value }))
        .toSorted((a, b) => a.order - b.order)
        .map(({ report }) => report);
      const batches = Array.from({ length: Math.ceil(mixed.length / batchSize) }, (_, i) =>
        mixed.slice(i * batchSize, (i + 1) * batchSize),
      );
      for (const batch of batches) await applyOutcomes(pool, shuffled.id, batch, { retries: 3, now: later(5) });
      expect(await finalState(shuffled.id)).toEqual(await finalState(ordered.id));
      const counts = Map.groupBy(await eventsOf(shuffled.id, 'task.succeeded'), ({ data }) => data.taskId);
      expect([...counts.values()].every((events) => events.length === 1)).toBe(true);
    }),
    { numRuns: 12 },
  );
});
