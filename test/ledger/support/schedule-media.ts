import type { Pool } from 'pg';
import { scheduleProcessing } from '../../../shared/ledger/ingests.ts';
import { createMedia } from '../../../shared/ledger/medias.ts';
import { findTasks } from '../../../shared/ledger/tasks.ts';
import { newId } from '../../../shared/media/identifiers.ts';
import { makePlan, makeProbe, type PlanShape } from './make-plan.ts';

export const T0 = new Date('2026-01-01T00:00:00.000Z');
export const later = (seconds: number): Date => new Date(T0.getTime() + seconds * 1000);

export const createTestMedia = (pool: Pool, now = T0) =>
  createMedia(pool, { id: newId('med', now), title: 'A film', tags: ['a'], metadata: { key: 'value' }, now });

/** A media whose work was planned, with its tasks in the plan's order. */
export const scheduleTestMedia = async (pool: Pool, shape: PlanShape = {}, now = T0) => {
  const { id } = await createTestMedia(pool, now);
  const plan = makePlan(shape);
  const taskIds = plan.tasks.map(() => newId('tsk', T0));
  const source = { etag: '"etag"', bytes: 1000 };
  await scheduleProcessing(pool, { mediaId: id, source, probe: makeProbe(), plan, taskIds, now });
  return { id, plan, tasks: await findTasks(pool, id) };
};
