import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHandler as createRecord } from '../../functions/record/handler.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { MAX_INTERRUPTED_SECONDS } from '../../shared/ledger/apply-interruption.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { findTask } from '../../shared/ledger/tasks.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import { TaskMessage } from '../../shared/media/task.ts';
import { recordOutcomes } from '../../shared/pipeline/record-outcomes.ts';
import { sendUnsentTasks } from '../../shared/pipeline/send-tasks.ts';
import { wakeSweep } from '../../shared/pipeline/sweep-marker.ts';
import { SILENT_SECONDS } from '../../shared/pipeline/sweep-overdue.ts';
import { WAITING_SECONDS } from '../../shared/pipeline/sweep-tasks.ts';
import { deliverTo } from './support/deliver-to.ts';
import { failed, interrupted, started, succeeded } from './support/report.ts';
import { at } from './support/run-sweep.ts';
import { scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';
import { watchSends } from './support/watch-sends.ts';

let services: Services;
let sends: ReturnType<typeof watchSends>;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());
beforeEach(async () => {
  services.clock.now = at(0);
  services.metrics.clear();
  await wakeSweep(services.deps);
  await services.deps.database.query('truncate media, rendition, task, event');
  for (const url of Object.values(services.deps.resources.queueUrls)) await services.take(url);
  sends = watchSends(services.deps.sqs);
});

const deps = () => ({ ...services.deps, sqs: sends.sqs });
const now = (seconds: number) => {
  services.clock.now = at(seconds);
};
const record = (...outcomes: readonly Outcome[]) => recordOutcomes(deps(), outcomes[0]?.mediaId ?? '', outcomes);
const sweep = (seconds: number) => {
  now(seconds);
  return createSweep(deps())();
};
const eventsOf = async (id: string, type: string) =>
  (await listEvents(services.deps.database, id, { limit: 1000 })).filter((event) => event.type === type);

/** One task, sent. */
const begin = async () => {
  const { id, tasks } = await scheduleTestMedia(services.deps.database, { videos: [], poster: false }, at(0));
  const [task] = tasks;
  if (!task) throw new Error('no task');
  await sendUnsentTasks(deps(), id);
  return { id, task, row: () => findTask(services.deps.database, task.id) };
};

/** Messages of tasks since the last call: try, interruptions, delay. */
const sent = () =>
  sends.take().flatMap(({ body, delay }) => {
    const message = TaskMessage.safeParse(body).data;
    return message ? [[message.attempt, message.interruptions, delay]] : [];
  });

describe('a failed try', () => {
  test('is followed by others, each later, until the tries are spent', async () => {
    const { id, task, row } = await begin();
    for (const [attempt, delay] of [
      [1, 5],
      [2, 10],
      [3, 20],
    ] as const) {
      await record(started(task, attempt), failed(task, attempt));
      expect(sent().at(-1)).toEqual([attempt + 1, 0, delay]);
      expect(await row()).toMatchObject({ status: 'Running', failedAttempts: attempt, sends: 1 });
    }
    expect((await findMedia(services.deps.database, id))?.status).toBe('Processing');
    await record(started(task, 4), failed(task, 4));
    expect(sent()).toEqual([]);
    expect(await row()).toMatchObject({ status: 'Failed', failedAttempts: 4, errorCode: 'encode_failed' });
    expect(await findMedia(services.deps.database, id)).toMatchObject({ status: 'Errored', tasksLeft: 0 });
    expect((await eventsOf(id, 'task.failed')).map(({ level, data }) => [level, data.attempt, data.final])).toEqual([
      ['Warning', 1, false],
      ['Warning', 2, false],
      ['Warning', 3, false],
      ['Error', 4, true],
    ]);
    expect((await eventsOf(id, 'task.failed'))[0]?.data).toMatchObject({
      ...{ code: 'encode_failed', reason: 'The encoder stopped.', detail: 'x264 said no' },
      ...{ seconds: 2, retryInSeconds: 5 },
    });
    expect((await eventsOf(id, 'task.started')).map(({ data }) => [data.attempt, data.delivery])).toEqual(
      [1, 2, 3, 4].map((attempt) => [attempt, 1]),
    );
    expect(services.metrics.of('TasksRetried')).toHaveLength(3);
    expect(services.metrics.of('TasksFailed')).toHaveLength(1);
  });

  test('that repeating cannot mend is the last', async () => {
    const { task, row } = await begin();
    sent();
    await record(failed(task, 1, { final: true, code: 'corrupt' }));
    expect(await row()).toMatchObject({ status: 'Failed', errorCode: 'corrupt' });
    expect(sent()).toEqual([]);
  });

  test('is counted once, however late and often it is reported', async () => {
    const { id, task, row } = await begin();
    await record(failed(task, 1));
    await record(failed(task, 2));
    sent();
    for (const report of [failed(task, 1), started(task, 1), failed(task, 2), failed(task, 1, { final: true })]) {
      await record(report, report);
    }
    expect(sent()).toEqual([]);
    expect(await row()).toMatchObject({ status: 'Running', failedAttempts: 2 });
    expect(await eventsOf(id, 'task.failed')).toHaveLength(2);
    expect(await eventsOf(id, 'task.started')).toHaveLength(0);
    // What an older try made is as good as what the present one will make.
    await record(succeeded(task, 1));
    expect(await row()).toMatchObject({ status: 'Succeeded' });
    await record(failed(task, 3));
    expect(sent()).toEqual([]);
  });

  test('is followed by another also if record dies before it is sent: by the report, or by sweep', async () => {
    const { task, row } = await begin();
    sends.refuse(true);
    expect(await deliverTo(createRecord(deps()), 'record', [failed(task, 1)])).toBe(1);
    expect(await row()).toMatchObject({ failedAttempts: 1, sends: 0 });
    expect((await row())?.sentAt).toBeUndefined();
    sends.refuse(false);
    sent();
    now(3);
    await record(failed(task, 1));
    expect(sent()).toEqual([[2, 0, 2]]);
    sends.refuse(true);
    await expect(record(failed(task, 2))).rejects.toThrow();
    sends.refuse(false);
    expect(await sweep(20)).toMatchObject({ unsentTasks: 0 });
    expect(await sweep(30)).toMatchObject({ unsentTasks: 1 });
    expect(sent()).toEqual([[3, 0, undefined]]);
    expect(await sweep(40)).toMatchObject({ unsentTasks: 0, lostTasks: 0 });
  });

  test('that is reported while the former message is marked as sent leaves the next one unsent', async () => {
    const { id, tasks } = await scheduleTestMedia(services.deps.database, { videos: [], poster: false }, at(0));
    const [task] = tasks;
    if (!task) throw new Error('no task');
    sends.afterNext(() => record(failed(task, 1)).then(() => undefined));
    await sendUnsentTasks(deps(), id);
    expect(await findTask(services.deps.database, task.id)).toMatchObject({ failedAttempts: 1, sends: 1 });
    expect(sent().filter(([attempt]) => attempt === 2)).toHaveLength(1);
  });

  test('whose successor is lost is found by sweep', async () => {
    const { task } = await begin();
    await services.take(services.deps.resources.queueUrls.first);
    await record(started(task), failed(task, 1));
    // A message that waits for its time is in the queue, too.
    expect(await sweep(WAITING_SECONDS - 60)).toMatchObject({ lostTasks: 0 });
    expect(await sweep(WAITING_SECONDS + 60)).toMatchObject({ lostTasks: 0 });
    await services.purge('first');
    expect(await sweep(WAITING_SECONDS + 60)).toMatchObject({ lostTasks: 1 });
    expect(sent().at(-1)).toEqual([2, 0, undefined]);
  });
});

describe('an interruption', () => {
  test('uses up no try, is repeated later each time, and told now and then', async () => {
    const { id, task, row } = await begin();
    sent();
    const delays: unknown[] = [];
    for (let n = 0; n < 20; n++) {
      await record(started(task, 1, { interruptions: n }), interrupted(task, 1, n), interrupted(task, 1, n));
      delays.push(...sent());
    }
    expect(delays.slice(0, 8)).toEqual([5, 10, 20, 40, 80, 160, 300, 300].map((delay, n) => [1, n + 1, delay]));
    expect(delays).toHaveLength(20);
    expect(await row()).toMatchObject({ status: 'Running', failedAttempts: 0, interruptions: 20 });
    expect((await eventsOf(id, 'task.interrupted')).map(({ data }) => data.interruptions)).toEqual([1, 2, 4, 8, 16]);
    expect(await eventsOf(id, 'task.started')).toHaveLength(1);
    await record(started(task, 1, { interruptions: 20 }), failed(task, 1));
    // The report is of an older message; the present one is still to come.
    expect(await row()).toMatchObject({ failedAttempts: 0 });
    await record({ ...failed(task, 1), interruptions: 20 });
    expect(await row()).toMatchObject({ failedAttempts: 1, interruptions: 0 });
    expect((await row())?.interruptedAt).toBeUndefined();
    expect(sent()).toEqual([[2, 0, 5]]);
    await record(succeeded(task, 2));
    expect(await row()).toMatchObject({ status: 'Succeeded' });
  });

  test('of a day is a failure', async () => {
    const { id, task } = await begin();
    await record(interrupted(task, 1, 0));
    now(MAX_INTERRUPTED_SECONDS - 10);
    await record(interrupted(task, 1, 1));
    expect((await findMedia(services.deps.database, id))?.status).toBe('Processing');
    now(MAX_INTERRUPTED_SECONDS + 10);
    await record(interrupted(task, 1, 1));
    expect((await findMedia(services.deps.database, id))?.status).toBe('Processing');
    await record(interrupted(task, 1, 2));
    expect(await findMedia(services.deps.database, id)).toMatchObject({
      status: 'Errored',
      error: { code: 'internal', message: expect.stringContaining('The store is down.') },
    });
  });

  test('is told often enough for nobody to think that the media stands still', () => {
    // The longest time without an event: from the 128th to the 256th.
    expect(128 * 300).toBeLessThan(SILENT_SECONDS);
  });
});

describe('a worker that dies', () => {
  test('is told by the next delivery of its message, once each, and uses up no try', async () => {
    const { id, task, row } = await begin();
    for (const delivery of [1, 2, 2, 1, 3, 2]) await record(started(task, 1, { delivery }));
    expect((await eventsOf(id, 'task.started')).map(({ level, data }) => [level, data.attempt, data.delivery])).toEqual(
      [
        ['Normal', 1, 1],
        ['Warning', 1, 2],
        ['Warning', 1, 3],
      ],
    );
    expect(await row()).toMatchObject({ failedAttempts: 0 });
    expect(services.metrics.of('TasksRetried')).toHaveLength(2);
  });

  test('again and again fails its task, but not a later try of it', async () => {
    const { id, task } = await begin();
    const { deadLetterUrls, queueUrls } = services.deps.resources;
    const die = (attempt: number) =>
      services.send(deadLetterUrls.transcode, JSON.stringify({ version: 1, taskId: task.id, mediaId: id, attempt }));
    const bury = async (seconds: number) => {
      await sweep(seconds);
      for (const report of await services.take(queueUrls.record)) {
        await deliverTo(createRecord(deps()), 'record', [report]);
      }
      return (await findMedia(services.deps.database, id))?.status;
    };
    await record(failed(task, 1));
    await die(1);
    expect(await bury(10)).toBe('Processing');
    await die(2);
    expect(await bury(20)).toBe('Errored');
  });
});

test('a media that is gone has no other try', async () => {
  const { id, task } = await begin();
  sent();
  await services.deps.database.query('delete from media where id = $1', [id]);
  await record(failed(task, 1), interrupted(task, 1, 0));
  await createSweep(deps())();
  expect(sent()).toEqual([]);
});
