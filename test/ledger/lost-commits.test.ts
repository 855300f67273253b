import { Logger } from '@aws-lambda-powertools/logger';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents } from '../../shared/ledger/events.ts';
import { failMedia, scheduleProcessing } from '../../shared/ledger/ingests.ts';
import { createMedia, findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcomes } from '../../shared/ledger/outcomes.ts';
import { completeMedia, recordGrowth } from '../../shared/ledger/publications.ts';
import { findTasks, markTasksSent } from '../../shared/ledger/tasks.ts';
import { clearUpload, startUpload } from '../../shared/ledger/uploads.ts';
import { mediaFailure } from '../../shared/media/failure.ts';
import { newId } from '../../shared/media/identifiers.ts';
import { createPool } from '../../shared/runtime/create-pool.ts';
import { isDependencyDown } from '../../shared/runtime/is-dependency-down.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { proxyPostgres } from '../support/proxy-postgres.ts';
import { makePlan, makeProbe } from './support/make-plan.ts';
import { failed, started, succeeded } from './support/report.ts';
import { createTestMedia, later, scheduleTestMedia, T0 } from './support/schedule-media.ts';

/** A commit reaches the server, and the answer is lost on its way: the caller hears of a failure, and does it again. */
let pool: Pool;
let cuttable: Pool;
let proxy: Awaited<ReturnType<typeof proxyPostgres>>;
beforeAll(async () => {
  pool = await clonePostgres();
  proxy = await proxyPostgres(pool.options.connectionString ?? '');
  cuttable = await createPool(
    { database: { kind: 'url', url: proxy.url }, databasePoolSize: 2, region: 'us-east-1', endpoints: {} },
    new Logger({ logLevel: 'SILENT' }),
  );
});
afterAll(async () => {
  await cuttable.end();
  await proxy.close();
  await pool.end();
});

const file = { bytes: 10, expiresAt: later(3600), now: T0 };
const finish = async (db: Pool): Promise<string> => {
  const { id, tasks } = await scheduleTestMedia(db);
  await applyOutcomes(
    db,
    id,
    tasks.map((task) => succeeded(task)),
    { retries: 3, now: T0 },
  );
  return id;
};

/** A media in the state before, and the write. */
const WRITES: readonly [string, (db: Pool) => Promise<{ id: string; write: (db: Pool) => Promise<unknown> }>][] = [
  [
    'createMedia',
    async () => {
      const id = newId('med', T0);
      return { id, write: (db) => createMedia(db, { id, title: 'a', tags: [], metadata: {}, now: T0 }) };
    },
  ],
  [
    'scheduleProcessing',
    async (db) => {
      const { id } = await createTestMedia(db);
      const plan = makePlan();
      const rest = { source: { etag: 'a', bytes: 1 }, probe: makeProbe(), plan, now: T0 };
      // Another try has other ids.
      const write = (to: Pool) =>
        scheduleProcessing(to, { mediaId: id, ...rest, taskIds: plan.tasks.map(() => newId('tsk', T0)) });
      return { id, write };
    },
  ],
  [
    'failMedia',
    async (db) => {
      const { id } = await scheduleTestMedia(db);
      return { id, write: (to) => failMedia(to, { mediaId: id, failure: mediaFailure('internal'), now: T0 }) };
    },
  ],
  [
    'applyOutcomes',
    async (db) => {
      const { id, tasks } = await scheduleTestMedia(db);
      const reports = tasks.flatMap((task, i) => [
        started(task),
        i === 1 ? failed(task, 1, { final: true }) : succeeded(task),
      ]);
      return { id, write: (to) => applyOutcomes(to, id, reports, { retries: 3, now: T0 }) };
    },
  ],
  [
    'recordGrowth',
    async (db) => {
      const { id } = await scheduleTestMedia(db);
      return { id, write: (to) => recordGrowth(to, { mediaId: id, size: 1, segments: 1, now: T0 }) };
    },
  ],
  [
    'completeMedia',
    async (db) => {
      const id = await finish(db);
      return { id, write: (to) => completeMedia(to, { mediaId: id, now: T0 }) };
    },
  ],
  [
    'clearUpload',
    async (db) => {
      const { id } = await createTestMedia(db);
      await startUpload(db, { mediaId: id, upload: { kind: 'single' }, ...file });
      return { id, write: (to) => clearUpload(to, { mediaId: id, now: T0 }) };
    },
  ],
];

const stateOf = async (id: string) => {
  const media = await findMedia(pool, id);
  return {
    media: { ...media, id: undefined, uploadedAt: undefined },
    tasks: (await findTasks(pool, id)).map(({ position, status, attempts, sends }) => [
      position,
      status,
      attempts,
      sends,
    ]),
    events: (await listEvents(pool, id, { limit: 1000 })).map(({ seq, type }) => [seq, type]),
  };
};

test.each(WRITES)('%s is done once', async (_name, prepare) => {
  const calm = await prepare(pool);
  await calm.write(pool);
  const { id, write } = await prepare(pool);
  proxy.cut('commit', 'reset');
  const error = await write(cuttable).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(isDependencyDown(error)).toBe(true);
  await write(cuttable);
  expect(await stateOf(id)).toEqual(await stateOf(calm.id));
});

test('markTasksSent says one send too many at most, and startUpload two uploads of which the last counts', async () => {
  const { id, tasks } = await scheduleTestMedia(pool);
  const { id: waiting } = await createTestMedia(pool);
  const mark = () => markTasksSent(cuttable, tasks.slice(0, 1), T0);
  const start = () => startUpload(cuttable, { mediaId: waiting, upload: { kind: 'single' }, ...file });
  for (const write of [mark, start]) {
    proxy.cut('commit', 'reset');
    await expect(write()).rejects.toThrow();
    await write();
  }
  expect((await findTasks(pool, id))[0]?.sends).toBe(2);
  expect((await findMedia(pool, waiting))?.upload).toMatchObject({ kind: 'single', bytes: 10 });
});
