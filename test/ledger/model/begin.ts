import type { PoolClient } from 'pg';
import { scheduleProcessing } from '../../../shared/ledger/ingests.ts';
import { createMedia } from '../../../shared/ledger/medias.ts';
import { markTasksSent, unsentTasks } from '../../../shared/ledger/tasks.ts';
import { sendTasks } from '../../../shared/pipeline/send-tasks.ts';
import { makePlan, makeProbe, type PlanShape } from '../support/make-plan.ts';
import { T0 } from '../support/schedule-media.ts';
import { markOf, type Rules } from './actions.ts';
import { createRun } from './run.ts';
import { type Constants, dump, MEDIA_ID, type State, sortFlight } from './state.ts';
import { keyOfRows } from './step.ts';

/** A media whose tasks were planned and sent. Notes what of its rows never changes. */
export const begin = async (
  client: PoolClient,
  shape: PlanShape,
  rules: Rules,
  constants: Constants,
): Promise<Omit<State, 'budget'>> => {
  const tag = 'run0';
  const run = createRun(client, tag, []);
  const plan = makePlan(shape);
  const id = MEDIA_ID.replace('@', tag);
  await client.query('begin isolation level repeatable read');
  try {
    await createMedia(client, { id, title: 'A film', tags: [], metadata: {}, now: T0 });
    const taskIds = plan.tasks.map((_, i) => `tsk${i}_${tag}`);
    const source = { etag: '"etag"', bytes: 1000 };
    await scheduleProcessing(client, { mediaId: id, source, probe: makeProbe(), plan, taskIds, now: T0 });
    const tasks = await unsentTasks(client, id);
    await sendTasks(run.deps(T0), tasks);
    if (!rules.marks) await markTasksSent(client, tasks, T0);
    const { rows } = await dump(client, tag, constants);
    const marks = rules.marks ? tasks.map((task) => markOf(run, task)) : [];
    return { rows, rowsKey: keyOfRows(rows), flight: sortFlight([...run.sent, ...marks]) };
  } finally {
    await client.query('rollback');
  }
};
