import type { Pool } from 'pg';
import {
  adoptOrphan,
  claimDeletions,
  deleteMedia,
  findDeletion,
  notePass,
  purgeRows,
  remindOfDeletion,
} from '../../../shared/ledger/deletions.ts';
import { appendEvent } from '../../../shared/ledger/events.ts';
import { placeEvents } from '../../../shared/ledger/feed.ts';
import { failMedia, scheduleProcessing } from '../../../shared/ledger/ingests.ts';
import { createMedia, updateMedia } from '../../../shared/ledger/medias.ts';
import { applyOutcome, applyOutcomes } from '../../../shared/ledger/outcomes.ts';
import { markUploadsChecked } from '../../../shared/ledger/overdue.ts';
import { completeMedia, recordGrowth } from '../../../shared/ledger/publications.ts';
import { claimRetirements, noteRetirement } from '../../../shared/ledger/retirements.ts';
import type { TaskRow } from '../../../shared/ledger/rows.ts';
import { claimStragglers } from '../../../shared/ledger/stragglers.ts';
import { markTaskResent, markTasksSent } from '../../../shared/ledger/tasks.ts';
import { clearUpload, startUpload } from '../../../shared/ledger/uploads.ts';
import { mediaFailure } from '../../../shared/media/failure.ts';
import { newId } from '../../../shared/media/identifiers.ts';
import { ACCESS_WRITES } from './access-writes.ts';
import type { LedgerWrite, Prepared } from './ledger-write.ts';
import { makePlan, makeProbe } from './make-plan.ts';
import { PLAYBACK_WRITES } from './playback-writes.ts';
import { beginTestMedia } from './prepared-media.ts';
import { failed, interrupted, started, succeeded } from './report.ts';
import { createTestMedia, later, scheduleTestMedia, T0 } from './schedule-media.ts';

const now = later(5);
const recording = { retries: 3, now };
const upload = { upload: { kind: 'single' }, bytes: 10, expiresAt: later(3600), now } as const;

const onNew =
  (write: (db: Pool, mediaId: string) => Promise<unknown>) =>
  async (pool: Pool): Promise<Prepared> => {
    const { id: mediaId } = await createTestMedia(pool);
    return { mediaId, write: (db) => write(db, mediaId) };
  };
const onScheduled =
  (write: (db: Pool, mediaId: string, tasks: readonly TaskRow[]) => Promise<unknown>) =>
  async (pool: Pool): Promise<Prepared> => {
    const { id: mediaId, tasks } = await scheduleTestMedia(pool, { ranges: [1, 1] });
    return { mediaId, write: (db) => write(db, mediaId, tasks) };
  };
const doAllTasks = async (pool: Pool): Promise<string> => {
  const { id, tasks } = await scheduleTestMedia(pool, { copies: [1] });
  const reports = tasks.map((task) => succeeded(task));
  await applyOutcomes(pool, id, reports, recording);
  return id;
};
const endWithLeftovers = async (pool: Pool): Promise<string> => {
  const mediaId = await doAllTasks(pool);
  await completeMedia(pool, { mediaId, leftovers: { renditions: ['source'] }, now });
  return mediaId;
};
const onDeleted =
  (write: (db: Pool, mediaId: string) => Promise<unknown>, passed = true) =>
  async (pool: Pool): Promise<Prepared> => {
    await pool.query('delete from deletion');
    const { id: mediaId } = await scheduleTestMedia(pool);
    await deleteMedia(pool, { mediaId, now: T0 });
    const deletion = await findDeletion(pool, mediaId);
    if (passed && deletion) await notePass(pool, { deletion, nextAt: later(1), now: T0 });
    return { mediaId, write: (db) => write(db, mediaId) };
  };

/** Every write of the ledger. A test sees to it that none is missing. */
export const WRITES: readonly LedgerWrite[] = [
  {
    name: 'createMedia',
    prepare: async () => {
      const mediaId = newId('med', T0);
      const media = { id: mediaId, title: 'A film', tags: [], metadata: {}, now };
      return { mediaId, write: (db) => createMedia(db, media) };
    },
  },
  {
    name: 'updateMedia',
    repeats: 'twice',
    prepare: onNew((db, id) =>
      updateMedia(db, { id, edit: (media) => ({ ...media, title: 'Another', tags: ['b'] }), now }),
    ),
  },
  { name: 'startUpload', repeats: 'twice', prepare: onNew((db, mediaId) => startUpload(db, { mediaId, ...upload })) },
  {
    name: 'clearUpload',
    prepare: async (pool) => {
      const { id: mediaId } = await createTestMedia(pool);
      await startUpload(pool, { mediaId, ...upload });
      return { mediaId, write: (db) => clearUpload(db, { mediaId, now }) };
    },
  },
  {
    name: 'scheduleProcessing',
    prepare: onNew((db, mediaId) => {
      const plan = makePlan();
      const taskIds = plan.tasks.map(() => newId('tsk', T0));
      const source = { etag: '"e"', bytes: 10 };
      return scheduleProcessing(db, { mediaId, source, probe: makeProbe(), plan, taskIds, now });
    }),
  },
  {
    name: 'failMedia',
    prepare: onScheduled((db, mediaId) => failMedia(db, { mediaId, failure: mediaFailure('corrupt'), now })),
  },
  {
    name: 'applyOutcomes: tries',
    prepare: onScheduled((db, mediaId, [first, sound, poster, second]) => {
      if (!first || !sound || !poster || !second) throw new Error('no tasks');
      const reports = [started(first), failed(first), interrupted(sound, 1, 0), succeeded(second), succeeded(poster)];
      return applyOutcomes(db, mediaId, reports, recording);
    }),
  },
  {
    name: 'applyOutcomes: failures for good',
    prepare: onScheduled((db, mediaId, tasks) => {
      const reports = tasks.map((task) => failed(task, 1, { final: true }));
      return applyOutcomes(db, mediaId, reports, recording);
    }),
  },
  {
    name: 'applyOutcomes: a closer look',
    prepare: async (pool) => {
      const { id: mediaId, look } = await beginTestMedia(pool);
      return { mediaId, write: (db) => applyOutcomes(db, mediaId, [succeeded(look)], recording) };
    },
  },
  {
    name: 'applyOutcome',
    prepare: onScheduled((db, _mediaId, [first]) => {
      if (!first) throw new Error('no task');
      return applyOutcome(db, succeeded(first), recording);
    }),
  },
  {
    name: 'markTasksSent',
    repeats: 'twice',
    prepare: onScheduled((db, _mediaId, tasks) => markTasksSent(db, tasks, now)),
  },
  {
    name: 'markTaskResent',
    repeats: 'twice',
    prepare: onScheduled(async (db, _mediaId, [first]) => first && markTaskResent(db, first, now)),
  },
  {
    name: 'claimStragglers',
    prepare: async (pool) => {
      const { id: mediaId, tasks } = await scheduleTestMedia(pool, { ranges: [1, 1, 1, 1, 1] });
      await markTasksSent(pool, tasks, T0);
      const videos = tasks.filter(({ kind }) => kind === 'video');
      const reports = videos.flatMap((task, i) => [started(task), ...(i < 3 ? [succeeded(task)] : [])]);
      await applyOutcomes(pool, mediaId, reports, { retries: 3, now: T0 });
      return { mediaId, write: (db) => claimStragglers(db, { mediaId, now: later(60) }) };
    },
  },
  {
    name: 'recordGrowth',
    prepare: onScheduled((db, mediaId) => recordGrowth(db, { mediaId, size: 1, segments: 1, now })),
  },
  {
    name: 'completeMedia',
    prepare: async (pool) => {
      const mediaId = await doAllTasks(pool);
      return { mediaId, write: (db) => completeMedia(db, { mediaId, now }) };
    },
  },
  {
    name: 'claimRetirements',
    prepare: async (pool) => {
      const mediaId = await endWithLeftovers(pool);
      const search = { now: later(90_000), nextAt: later(100_000), limit: 10 };
      return { mediaId, write: (db) => claimRetirements(db, search) };
    },
  },
  {
    name: 'noteRetirement',
    prepare: async (pool) => {
      const mediaId = await endWithLeftovers(pool);
      return { mediaId, write: (db) => noteRetirement(db, { mediaId, now: later(90_000) }) };
    },
  },
  { name: 'markUploadsChecked', prepare: onNew((db, mediaId) => markUploadsChecked(db, [mediaId], now)) },
  {
    name: 'appendEvent',
    repeats: 'twice',
    prepare: onNew((db, mediaId) =>
      appendEvent(db, { mediaId, level: 'Normal', type: 'test', message: 'A test.', now }),
    ),
  },
  {
    name: 'placeEvents',
    prepare: async (pool) => {
      while ((await placeEvents(pool, 1000)) > 0);
      return onNew((db) => placeEvents(db, 1000))(pool);
    },
  },
  { name: 'deleteMedia', prepare: onScheduled((db, mediaId) => deleteMedia(db, { mediaId, now })) },
  { name: 'purgeRows', prepare: onDeleted((db, mediaId) => purgeRows(db, mediaId)) },
  { name: 'remindOfDeletion', prepare: onDeleted((db, mediaId) => remindOfDeletion(db, { mediaId, now })) },
  {
    name: 'adoptOrphan',
    prepare: async () => {
      const mediaId = newId('med', T0);
      return { mediaId, write: (db) => adoptOrphan(db, { mediaId, now }) };
    },
  },
  {
    name: 'notePass',
    prepare: onDeleted(
      (db, mediaId) => notePass(db, { deletion: { mediaId, requestedAt: T0, passes: 0 }, nextAt: later(60), now }),
      false,
    ),
  },
  {
    name: 'claimDeletions',
    prepare: onDeleted((db) => claimDeletions(db, { now, nextAt: later(60), limit: 10 })),
  },
  ...ACCESS_WRITES,
  ...PLAYBACK_WRITES,
];
