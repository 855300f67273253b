import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHandler } from '../../functions/sweep/handler.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import type { TaskRow } from '../../shared/ledger/rows.ts';
import { findTask } from '../../shared/ledger/tasks.ts';
import { HEAVY_WEIGHT, SHORT_WEIGHT } from '../../shared/media/choose-queue.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import { TaskMessage } from '../../shared/media/task.ts';
import { recordOutcomes } from '../../shared/pipeline/record-outcomes.ts';
import { sendUnsentTasks } from '../../shared/pipeline/send-tasks.ts';
import { wakeSweep } from '../../shared/pipeline/sweep-marker.ts';
import { QUIET_SECONDS } from '../../shared/pipeline/sweep-tasks.ts';
import type { QueueName } from '../../shared/runtime/queues.ts';
import { failed, interrupted, started, succeeded } from './support/report.ts';
import { scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const START = Date.now() + 3600_000;
const goTo = (seconds: number): void => {
  services.clock.now = new Date(START + seconds * 1000);
};

beforeEach(async () => {
  goTo(0);
  await wakeSweep(services.deps);
  await services.deps.database.query('truncate media, rendition, task, event, deletion');
  for (const url of Object.values(services.deps.resources.queueUrls)) await services.take(url);
});

/** Five ranges that were sent and begun; a range of its weight takes two seconds. */
const begin = async (shape: { weight?: number; start?: boolean } = {}) => {
  const { start = true, weight = 1 } = shape;
  const { id, tasks } = await scheduleTestMedia(
    services.deps.database,
    { ranges: [1, 1, 1, 1, 1], audios: [], poster: false, weight },
    services.deps.now(),
  );
  await sendUnsentTasks(services.deps, id);
  const [first, ...others] = tasks as [TaskRow, TaskRow, TaskRow, TaskRow, TaskRow];
  const record = (...outcomes: readonly Outcome[]) => recordOutcomes(services.deps, id, outcomes);
  if (start) await record(...tasks.map((task) => started(task)));
  const eventsOf = async (type: string) =>
    (await listEvents(services.deps.database, id, { limit: 100 })).filter((event) => event.type === type);
  return { id, tasks, first, others, record, eventsOf, row: () => findTask(services.deps.database, first.id) };
};

const taken = async (queue: QueueName) =>
  (await services.take(services.deps.resources.queueUrls[queue])).map((body) => TaskMessage.parse(body));
/** Of what goes ahead of bulk work; second messages are in `soon`. */
const takenShort = async () => [...(await taken('first')), ...(await taken('soon'))];
const sweep = () => createHandler(services.deps)();

test('a task that takes three times as long as its siblings is sent once more, as the same try', async () => {
  const { first, others, record, eventsOf, row } = await begin();
  await takenShort();
  goTo(20);
  await record(...others.slice(0, 2).map((task) => succeeded(task)));
  expect(await takenShort()).toEqual([]); // two are too few to tell
  // Those that were begun later are given their time.
  await record(started(others[3] as TaskRow, 1, { delivery: 2 }));
  await record(succeeded(others[2] as TaskRow));
  expect(await takenShort()).toMatchObject([{ taskId: first.id, attempt: 1, interruptions: 0 }]);
  expect(await row()).toMatchObject({ status: 'Running', failedAttempts: 0, sends: 1, copiedAttempt: 1 });
  expect(await eventsOf('task.straggling')).toMatchObject([
    {
      level: 'Warning',
      data: { taskId: first.id, kind: 'video', position: 0, attempt: 1, seconds: 20, siblingSeconds: 2 },
    },
  ]);
  goTo(500);
  await record(succeeded(others[3] as TaskRow));
  await sweep();
  expect(await takenShort()).toEqual([]);
  expect(await eventsOf('task.straggling')).toHaveLength(1);
});

test('one that takes longer, but not so much, is not', async () => {
  const { others, record } = await begin({ weight: 4 });
  await takenShort();
  const slowly = (task: TaskRow): Outcome => ({ ...succeeded(task), seconds: 30 }) as Outcome;
  goTo(89);
  await record(...others.slice(0, 3).map(slowly));
  expect(await takenShort()).toEqual([]);
  goTo(91);
  await sweep();
  expect(await takenShort()).toHaveLength(2);
});

test('nor is one that would soon be done, whatever others took', async () => {
  const { others, record } = await begin();
  await takenShort();
  goTo(9);
  await record(...others.slice(0, 3).map((task) => succeeded(task)));
  await sweep();
  expect(await takenShort()).toEqual([]);
});

test('nor one that nobody has begun, or that waits for its next try', async () => {
  const { first, others, record, row, eventsOf } = await begin({ start: false });
  await takenShort();
  await record(started(first), failed(first));
  goTo(60);
  await record(...others.slice(0, 3).flatMap((task) => [started(task), succeeded(task)]));
  await sweep();
  expect(await row()).toMatchObject({ failedAttempts: 1 });
  expect(await eventsOf('task.straggling')).toEqual([]);
});

test('sweep finds it when no sibling is left that reports', async () => {
  const { first, others, record, row } = await begin();
  await takenShort();
  goTo(5);
  await record(...others.map((task) => succeeded(task)));
  expect(await takenShort()).toEqual([]);
  goTo(65);
  expect(await sweep()).toMatchObject({ stragglers: 1, lostTasks: 0 });
  expect(await takenShort()).toMatchObject([{ taskId: first.id }]);
  expect(await sweep()).toMatchObject({ stragglers: 0 });
  expect(await row()).toMatchObject({ sends: 1 });
});

test('the second message goes ahead of bulk work, that of a heavy task to a container', async () => {
  for (const [weight, queue] of [
    [SHORT_WEIGHT, 'soon'],
    [2 * HEAVY_WEIGHT, 'heavy'],
  ] as const) {
    goTo(0);
    const { others, record } = await begin({ weight });
    await takenShort();
    await taken('transcode');
    await taken('heavy');
    goTo(30);
    await record(...others.map((task) => succeeded(task)));
    expect(await taken(queue)).toHaveLength(1);
    expect(await taken('transcode')).toEqual([]);
  }
});

const straggle = async () => {
  const media = await begin();
  await takenShort();
  goTo(60);
  await media.record(...media.others.map((task) => succeeded(task)));
  expect(await takenShort()).toHaveLength(1);
  await media.record(started(media.first));
  return media;
};

test('the first success closes the task, and what comes of the other worker changes nothing', async () => {
  const { id, first, record, eventsOf, row } = await straggle();
  expect(await eventsOf('task.started')).toHaveLength(5); // a second worker is no second start
  await record(succeeded(first));
  const closed = await row();
  expect(await findMedia(services.deps.database, id)).toMatchObject({ tasksLeft: 0 });
  for (const late of [succeeded(first), failed(first), failed(first, 1, { final: true }), interrupted(first, 1, 0)]) {
    await record(late);
  }
  expect(await row()).toEqual(closed);
  expect(await eventsOf('task.succeeded')).toHaveLength(5);
  expect(await eventsOf('task.failed')).toEqual([]);
  expect(await takenShort()).toEqual([]);
});

test('both failing is one failed try, and the next may have a second worker as well', async () => {
  const { first, record, eventsOf, row } = await straggle();
  await record(failed(first));
  await record(failed(first));
  expect(await row()).toMatchObject({ failedAttempts: 1, sends: 1 });
  expect(await eventsOf('task.failed')).toHaveLength(1);
  await services.purge('first');
  await services.purge('soon');
  await record(started(first, 2));
  goTo(120);
  await sweep();
  expect(await takenShort()).toMatchObject([{ taskId: first.id, attempt: 2 }]);
  expect(await row()).toMatchObject({ copiedAttempt: 2 });
});

test('two who see it at once send it once', async () => {
  const { id, first, others, eventsOf } = await begin();
  await takenShort();
  goTo(60);
  await Promise.all(others.map((task) => recordOutcomes(services.deps, id, [succeeded(task)])));
  await Promise.all([sweep(), sweep()]);
  expect((await takenShort()).filter(({ taskId }) => taskId === first.id)).toHaveLength(1);
  expect((await eventsOf('task.straggling')).map(({ data }) => data.taskId)).toContain(first.id);
  expect((await eventsOf('task.straggling')).filter(({ data }) => data.taskId === first.id)).toHaveLength(1);
});

test('lost messages are counted as if there were no second ones', async () => {
  // Of bulk work: second messages are in another queue than first ones.
  const { first, others, record } = await begin({ weight: SHORT_WEIGHT });
  const bulk = await taken('transcode');
  expect(bulk).toHaveLength(4);
  await takenShort();
  goTo(60);
  await record(...others.slice(1).map((task) => succeeded(task)));
  const copies = await takenShort();
  expect(copies.map(({ taskId }) => taskId).toSorted()).toEqual([first.id, others[0]?.id].toSorted());
  const { queueUrls } = services.deps.resources;
  const send = (queue: QueueName, message: unknown) => services.send(queueUrls[queue], JSON.stringify(message));

  // Both tasks have two messages each: nothing is lost, however long nobody says anything.
  await send(
    'transcode',
    bulk.find(({ taskId }) => taskId === others[0]?.id),
  );
  for (const message of copies) await send('soon', message);
  await send(
    'first',
    copies.find(({ taskId }) => taskId === first.id),
  );
  goTo(60 + QUIET_SECONDS.first + 60);
  expect(await sweep()).toMatchObject({ lostTasks: 0 });

  // The second messages do not hide that first ones are gone.
  await taken('transcode');
  await takenShort();
  for (const message of copies) await send('soon', message);
  expect(await sweep()).toMatchObject({ lostTasks: 2 });
  expect((await taken('transcode')).map(({ taskId }) => taskId)).toEqual([others[0]?.id]);
  expect((await takenShort()).filter(({ taskId }) => taskId === first.id)).toHaveLength(2);
});
