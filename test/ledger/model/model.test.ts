import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyOutcomes } from '../../../shared/ledger/outcomes.ts';
import { clonePostgres } from '../../support/clone-postgres.ts';
import { type Case, explore } from './explore.ts';
import { Violation } from './invariants.ts';
import type { Apply } from './run.ts';

/**
 * Every interleaving of small cases, by the ledger's own statements: see explore.ts. MODEL_BOUND=large looks further, for
 * minutes.
 */
let pool: Pool;
beforeAll(async () => {
  pool = await clonePostgres();
});
afterAll(() => pool.end());

const isLarge = process.env.MODEL_BOUND === 'large';

/** Two renditions in one task, and their sound. */
const SHARED = { ranges: [1], videos: ['720p', '360p'], poster: false };
/** One rendition in two tasks, of which the first can be played before the second. */
const GROWING = { ranges: [1, 1], videos: ['720p'], audios: [], poster: false };
/** Two renditions, each in a task of its own. */
const APART = { ranges: [1], videos: ['720p', '360p'], groups: [['720p'], ['360p']], audios: [], poster: false };

/** By name: what is explored, and what may go wrong besides when the bound is large. */
const CASES: readonly (readonly [string, Case, Case['budget']])[] = [
  [
    'tries that fail, a message that is lost or comes twice',
    { shape: SHARED, budget: { fails: 2, faults: 1, sweeps: 1 } },
    { faults: 2 },
  ],
  [
    'senders that are overtaken',
    { shape: SHARED, budget: { fails: 1, faults: 1 }, rules: { marks: true } },
    { fails: 2, sweeps: 1 },
  ],
  ['outages', { shape: SHARED, budget: { interruptions: 2, fails: 1 }, rules: { starts: true } }, { faults: 1 }],
  [
    'workers that die',
    { shape: APART, budget: { deaths: 1, finals: 1, fails: 1 }, rules: { starts: true } },
    { faults: 1 },
  ],
  [
    'a worker that is slow, and a second one',
    { shape: GROWING, budget: { fails: 1, sweeps: 1 }, rules: { starts: true } },
    { faults: 1 },
  ],
  ['playlists that grow', { shape: GROWING, budget: { finals: 1, faults: 1, sweeps: 1 } }, { fails: 1 }],
  [
    'a deletion at any moment',
    { shape: GROWING, budget: { fails: 1, faults: 1, deletions: 1 } },
    { interruptions: 1, sweeps: 1 },
  ],
  ['a deletion that sweep sees', { shape: SHARED, budget: { fails: 1, sweeps: 1, deletions: 1 } }, { faults: 1 }],
];

test.each(CASES)(
  '%s',
  async (name, { budget, ...rest }, more) => {
    const began = performance.now();
    const explored = await explore(pool, { ...rest, budget: { ...budget, ...(isLarge && more) } });
    console.info(name, JSON.stringify(explored), `${((performance.now() - began) / 1000).toFixed(1)} s`);
    expect(explored.states).toBeGreaterThan(explored.ends);
    expect(explored.ends).toBeGreaterThan(0);
  },
  1_800_000,
);

type Wrong = (...args: Parameters<Apply>) => Promise<unknown>;
/** Applies reports as the product does, after something that undoes one of its guards. */
const after =
  (wrong: Wrong): Apply =>
  async (...args) => {
    await wrong(...args);
    return applyOutcomes(...args);
  };

/** What the explorer is for: each of these must be found, with the way to it. */
const WRONG: readonly (readonly [string, Wrong, RegExp])[] = [
  [
    'a task that ended can end again',
    (db, id) =>
      db.query(`update task set status = 'Running' where media_id = $1 and status in ('Succeeded', 'Failed')`, [id]),
    /went from (Succeeded|Failed) to|tasks_left_check/,
  ],
  [
    'a try that was counted is counted again',
    (db, _id, [report]) =>
      db.query(
        `update task set failed_attempts = 0 where id = $1 and $2 = 'failed'
           and exists (select 1 from media where id = media_id and status = 'Processing')`,
        [report?.taskId, report?.type],
      ),
    /told: |tries/,
  ],
  [
    'a success is counted down twice',
    (db, id, [report]) =>
      db.query(`update media set tasks_left = tasks_left - 1 where id = $1 and tasks_left > 1 and $2 = 'succeeded'`, [
        id,
        report?.type,
      ]),
    /tasks_left is 0 of 1/,
  ],
  [
    'a media that was deleted has more events',
    (db, id) =>
      db.query(
        `insert into event (media_id, seq, at, level, type, message, data)
         select $1, 2, now(), 'Normal', 'task.failed', '', '{"final":true}' where not exists (select 1 from media where id = $1)`,
        [id],
      ),
    /a deleted media has another event/,
  ],
];

test.each(WRONG)('would be found: %s', async (_name, wrong, message) => {
  const budget = { fails: 2, faults: 1, deletions: 1 };
  const found = explore(pool, { shape: SHARED, budget, rules: { apply: after(wrong) } });
  await expect(found).rejects.toThrow(Violation);
  await expect(found).rejects.toThrow(message);
  await expect(found).rejects.toThrow(/^the tasks were sent → /);
});

test('would be found: a media that never ends, because nobody looks for lost messages', async () => {
  const found = explore(pool, { shape: SHARED, budget: { faults: 1 }, rules: { sweeps: false } });
  await expect(found).rejects.toThrow(/lose .*: sweep finds nothing to do, and the media has not ended/);
});
