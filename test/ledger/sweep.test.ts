import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHandler } from '../../functions/sweep/handler.ts';
import { FUNCTIONS } from '../../infra/topology.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome } from '../../shared/ledger/outcomes.ts';
import { findTasks, markTasksSent } from '../../shared/ledger/tasks.ts';
import { startUpload } from '../../shared/ledger/uploads.ts';
import { HEAVY_WEIGHT } from '../../shared/media/choose-queue.ts';
import { originalKey } from '../../shared/media/keys.ts';
import { TaskMessage } from '../../shared/media/task.ts';
import { ObjectCreatedEvent, objectKeys } from '../../shared/pipeline/object-created-event.ts';
import { MAX_INGEST_LETTERS, MAX_PUBLISH_LETTERS } from '../../shared/pipeline/sweep-bury-letter.ts';
import { wakeSweep } from '../../shared/pipeline/sweep-marker.ts';
import { measureOverdueMedias, SILENT_SECONDS } from '../../shared/pipeline/sweep-overdue.ts';
import { MAX_SENDS, QUIET_SECONDS, WAITING_SECONDS } from '../../shared/pipeline/sweep-tasks.ts';
import { QUEUES, type QueueName } from '../../shared/runtime/queues.ts';
import { type failed, started, succeeded } from './support/report.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

/** The object store's clock is the real one, and its objects must be old enough. */
const START = Date.now() + 3600_000;
const at = (seconds: number): Date => new Date(START + seconds * 1000);

beforeEach(async () => {
  services.clock.now = at(0);
  services.metrics.clear();
  await wakeSweep(services.deps);
  await services.deps.database.query('truncate media, rendition, task, event, deletion');
  for (const url of Object.values(services.deps.resources.queueUrls)) await services.take(url);
  for (const url of Object.values(services.deps.resources.deadLetterUrls)) await services.take(url);
});

const sweep = (seconds: number) => {
  services.clock.now = at(seconds);
  return createHandler(services.deps)();
};
const taken = (queue: QueueName) => services.take(services.deps.resources.queueUrls[queue]);
/** Of what goes ahead of bulk work. */
const takenShort = async () => [...(await taken('first')), ...(await taken('soon'))];
const die = (queue: QueueName, body: unknown) =>
  services.send(services.deps.resources.deadLetterUrls[queue], typeof body === 'string' ? body : JSON.stringify(body));
const schedule = (shape = {}) => scheduleTestMedia(services.deps.database, shape, at(0));
const apply = (outcome: Parameters<typeof applyOutcome>[1]) =>
  applyOutcome(services.deps.database, outcome, { retries: 3, now: services.deps.now() });
const find = (id: string) => findMedia(services.deps.database, id);
const eventsOf = async (id: string, type: string) =>
  (await listEvents(services.deps.database, id, { limit: 1000 })).filter((event) => event.type === type);

describe('tasks', () => {
  test('that were never sent are sent, after a moment', async () => {
    const { tasks } = await schedule();
    expect(await sweep(5)).toMatchObject({ unsentTasks: 0 });
    expect(await sweep(20)).toMatchObject({ unsentTasks: 5 });
    const messages = (await takenShort()).map((body) => TaskMessage.parse(body));
    expect(messages.map(({ taskId }) => taskId).toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
    expect(messages.every(({ spec, taskId }) => spec.kind === tasks.find(({ id }) => id === taskId)?.kind)).toBe(true);
    expect(await sweep(40)).toMatchObject({ unsentTasks: 0, lostTasks: 0 });
  });

  test('whose message is gone are sent again, the others are not', async () => {
    const { id, tasks } = await schedule();
    const [first, second] = tasks;
    if (!first || !second) throw new Error('no tasks');
    await sweep(20);
    await apply(started(second));
    expect(await sweep(QUIET_SECONDS.first + 60)).toMatchObject({ lostTasks: 0 }); // all wait in the queue
    await takenShort();
    expect(await sweep(QUIET_SECONDS.first - 60)).toMatchObject({ lostTasks: 0 }); // too early to say
    expect(await sweep(QUIET_SECONDS.first + 60)).toMatchObject({ lostTasks: 5 });
    expect(await takenShort()).toHaveLength(5);
    expect(await eventsOf(id, 'task.resent')).toHaveLength(5);
    expect((await findTasks(services.deps.database, id))[0]).toMatchObject({ sends: 2 });
    await apply(succeeded(first));
    expect(await sweep(2 * QUIET_SECONDS.first + 120)).toMatchObject({ lostTasks: 4 });
  });

  test('on which someone had begun come first when one message is missing', async () => {
    const { tasks } = await schedule();
    const [, , , fourth] = tasks;
    if (!fourth) throw new Error('no task');
    await sweep(20);
    await apply(started(fourth));
    const messages = await taken('soon');
    for (const message of messages.slice(1)) {
      await services.send(services.deps.resources.queueUrls.soon, JSON.stringify(message));
    }
    expect(await sweep(QUIET_SECONDS.first + 60)).toMatchObject({ lostTasks: 1 });
    const resent = (await taken('soon')).map((body) => TaskMessage.parse(body).taskId);
    expect(resent.filter((taskId) => taskId === fourth.id).length).toBeGreaterThan(0);
  });

  test('are given up after some sends', async () => {
    const { id, tasks } = await schedule({ videos: [], poster: false });
    for (let i = 0; i < MAX_SENDS; i++) await markTasksSent(services.deps.database, tasks, at(0));
    await sweep(QUIET_SECONDS.first + 60);
    expect(await takenShort()).toEqual([]);
    expect(await find(id)).toMatchObject({ status: 'Errored', error: { code: 'internal' } });
  });

  test('are quiet for as long as the topology lets them run, twice', () => {
    expect(QUIET_SECONDS.first).toBe(2 * FUNCTIONS.first.timeoutSeconds);
    expect(QUIET_SECONDS.soon).toBe(2 * FUNCTIONS.soon.timeoutSeconds);
    expect(QUIET_SECONDS.transcode).toBe(2 * FUNCTIONS.transcode.timeoutSeconds);
    expect(QUIET_SECONDS.heavy).toBe(2 * FUNCTIONS.heavy.timeoutSeconds);
  });
});

describe('heavy tasks', () => {
  const scheduleHeavy = async () => {
    const scheduled = await schedule({ weight: 2 * HEAVY_WEIGHT });
    const heavy = scheduled.tasks.filter(({ kind }) => kind === 'video');
    await sweep(20);
    return { ...scheduled, heavy };
  };
  const idsOf = async (queue: QueueName) =>
    (await taken(queue)).map((body) => TaskMessage.parse(body).taskId).toSorted();

  test('are sent to their own queue', async () => {
    const { tasks, heavy } = await scheduleHeavy();
    expect(heavy).toHaveLength(3);
    expect(await idsOf('heavy')).toEqual(heavy.map(({ id }) => id).toSorted());
    expect(await takenShort()).toHaveLength(1); // the sound
    expect(await taken('transcode')).toHaveLength(tasks.length - 4);
  });

  test('whose message is gone are sent there again, however many others wait', async () => {
    const { heavy } = await scheduleHeavy();
    for (let i = 0; i < 10; i++) await services.send(services.deps.resources.queueUrls.transcode, '{}');
    await taken('heavy');
    expect(await sweep(WAITING_SECONDS + 60)).toMatchObject({ lostTasks: 3 });
    expect(await idsOf('heavy')).toEqual(heavy.map(({ id }) => id).toSorted());
  });

  test('that were begun have their hours', async () => {
    const { heavy } = await scheduleHeavy();
    for (const task of heavy) await apply(started(task));
    await taken('heavy');
    expect(await sweep(QUIET_SECONDS.heavy - 60)).toMatchObject({ lostTasks: 0 });
    expect(await taken('heavy')).toEqual([]);
    await sweep(QUIET_SECONDS.heavy + 60);
    expect(await taken('heavy')).toHaveLength(3);
  });

  test('are not taken for lost while their report is on its way', async () => {
    const { heavy } = await scheduleHeavy();
    await taken('heavy');
    const [done] = heavy;
    if (!done) throw new Error('no task');
    await services.send(services.deps.resources.queueUrls.record, JSON.stringify(succeeded(done)));
    await sweep(WAITING_SECONDS + 60);
    expect(await taken('heavy')).toHaveLength(2);
  });

  test('fail when their message is a dead letter', async () => {
    const { id, heavy } = await scheduleHeavy();
    await die('heavy', { version: 1, taskId: heavy[0]?.id, mediaId: id });
    expect(await sweep(30)).toMatchObject({ heavyDeadLetters: 1, transcodeDeadLetters: 0 });
    expect(await taken('record')).toMatchObject([{ type: 'failed', final: true, taskId: heavy[0]?.id }]);
  });

  test('are as all others where one queue does for both', async () => {
    const { deps } = services;
    const { queueUrls, deadLetterUrls } = deps.resources;
    const resources = {
      ...deps.resources,
      queueUrls: { ...queueUrls, heavy: queueUrls.transcode },
      deadLetterUrls: { ...deadLetterUrls, heavy: deadLetterUrls.transcode },
    };
    const sweepOne = (seconds: number) => {
      services.clock.now = at(seconds);
      return createHandler({ ...deps, resources })();
    };
    const { id, tasks } = await schedule({ weight: 2 * HEAVY_WEIGHT });
    await sweepOne(20);
    const messages = await taken('transcode');
    expect(messages).toHaveLength(tasks.length - 1); // the sound goes ahead
    await takenShort();
    for (const message of messages.slice(2)) await services.send(queueUrls.transcode, JSON.stringify(message));
    expect(await sweepOne(WAITING_SECONDS + 60)).toMatchObject({ lostTasks: 3 });
    await die('transcode', { version: 1, taskId: tasks[0]?.id, mediaId: id });
    const counts = await sweepOne(30);
    expect(counts).toMatchObject({ transcodeDeadLetters: 1 });
    expect(counts).not.toHaveProperty('heavyDeadLetters');
  });
});

describe('uploads', () => {
  const begin = async (kind: 'single' | 'multipart') => {
    const { s3, resources, database } = services.deps;
    const { id: mediaId } = await createTestMedia(database, at(0));
    const place = { Bucket: resources.originalsBucket, Key: originalKey(mediaId) };
    const { UploadId: uploadId = '' } =
      kind === 'multipart' ? await s3.send(new CreateMultipartUploadCommand(place)) : {};
    const upload = kind === 'multipart' ? { kind, uploadId, partBytes: 8_000_000 } : { kind };
    await startUpload(database, { mediaId, upload, bytes: 5, expiresAt: at(3600), now: at(0) });
    const store = () => s3.send(new PutObjectCommand({ ...place, Body: 'bytes' }));
    return { mediaId, place, store };
  };

  test('that are complete without an event are taken in', async () => {
    const [stored, other] = [await begin('single'), await begin('single')];
    await stored.store();
    expect(await sweep(60)).toMatchObject({ forgottenUploads: 0 });
    expect(await sweep(200)).toMatchObject({ forgottenUploads: 1 });
    const [event] = await taken('ingest');
    expect(objectKeys(ObjectCreatedEvent.parse(event))).toEqual([originalKey(stored.mediaId)]);
    expect(await sweep(260)).toMatchObject({ forgottenUploads: 0 }); // looked at a minute ago
    await other.store();
    expect(await sweep(600)).toMatchObject({ forgottenUploads: 2 });
  });

  test('that never came end the media and its parts', async () => {
    const abandoned = services.deps.config.upload.abandonAfterSeconds;
    const { mediaId, place } = await begin('multipart');
    const { id: without } = await createTestMedia(services.deps.database, at(0));
    expect(await sweep(abandoned - 10)).toMatchObject({ abandonedUploads: 0 });
    expect(await sweep(abandoned + 10)).toMatchObject({ abandonedUploads: 2 });
    for (const id of [mediaId, without]) {
      expect(await find(id)).toMatchObject({ status: 'Errored', error: { code: 'upload_expired' } });
    }
    const { Uploads = [] } = await services.deps.s3.send(
      new ListMultipartUploadsCommand({ Bucket: place.Bucket, Prefix: place.Key }),
    );
    expect(Uploads).toEqual([]);
  });

  test('that came late are taken in, not ended', async () => {
    const { mediaId, store } = await begin('single');
    await store();
    await sweep(services.deps.config.upload.abandonAfterSeconds + 10);
    expect((await find(mediaId))?.status).toBe('AwaitingUpload');
    expect((await taken('ingest')).length).toBeGreaterThan(0);
  });
});

test('medias whose last task was closed are published', async () => {
  const { id, tasks } = await schedule({ videos: [], poster: false });
  for (const task of tasks) await apply(succeeded(task));
  expect(await sweep(10)).toMatchObject({ unpublishedMedias: 0 });
  expect(await sweep(60)).toMatchObject({ unpublishedMedias: 1 });
  expect(await taken('publish')).toEqual([{ version: 1, mediaId: id }]);
});

describe('dead letters', () => {
  test('of transcode fail their task', async () => {
    const { id, tasks } = await schedule({ videos: [], poster: false });
    const [task] = tasks;
    if (!task) throw new Error('no task');
    await die('transcode', { version: 1, taskId: task.id, mediaId: id, spec: 'not a spec' });
    expect(await sweep(10)).toMatchObject({ transcodeDeadLetters: 1 });
    expect(services.metrics.of('DeadLetters')).toEqual([{ value: 1, queue: 'transcode' }]);
    const [report] = await taken('record');
    expect(report).toMatchObject({ type: 'failed', final: true, taskId: task.id });
    await apply(report as ReturnType<typeof failed>);
    expect(await find(id)).toMatchObject({ status: 'Errored', error: { code: 'encode_failed' } });
  });

  test('of ingest are tried again once, then end a media that still waits, and no other', async () => {
    const { id: waiting } = await createTestMedia(services.deps.database, at(0));
    const { id: scheduled } = await schedule();
    const letter = (key: string) => ({ Records: [{ s3: { object: { key } } }] });
    for (const key of [originalKey(waiting), originalKey(scheduled), 'something/else'])
      await die('ingest', letter(key));
    expect(await sweep(10)).toMatchObject({ ingestDeadLetters: 3 });
    expect((await find(waiting))?.status).toBe('AwaitingUpload');
    expect(await taken('ingest')).toEqual([letter(originalKey(waiting))]);
    await die('ingest', letter(originalKey(waiting)));
    expect(await sweep(20)).toMatchObject({ ingestDeadLetters: 1 });
    expect(await taken('ingest')).toEqual([]);
    expect(await find(waiting)).toMatchObject({ status: 'Errored', error: { code: 'internal' } });
    expect(await eventsOf(waiting, 'ingest.failed')).toHaveLength(MAX_INGEST_LETTERS);
    expect((await find(scheduled))?.status).toBe('ScheduledProcessing');
  });

  test('of record are written down, and their task is done again', async () => {
    const { id, tasks } = await schedule();
    const [first, second] = tasks;
    if (!first || !second) throw new Error('no tasks');
    await markTasksSent(services.deps.database, tasks, at(0));
    await die('record', { ...succeeded(first), result: 'unreadable' });
    await die('record', started(second));
    expect(await sweep(10)).toMatchObject({ recordDeadLetters: 2 });
    expect(await eventsOf(id, 'record.failed')).toHaveLength(2);
    expect((await takenShort()).map((body) => TaskMessage.parse(body).taskId)).toEqual([first.id]);
    expect(await taken('publish')).toHaveLength(2);
  });

  test('of publish are tried again, and end the media at last', async () => {
    const { id, tasks } = await schedule({ videos: [], poster: false });
    for (const task of tasks) await apply(succeeded(task));
    for (let letter = 1; letter <= MAX_PUBLISH_LETTERS; letter++) {
      await die('publish', { version: 1, mediaId: id });
      expect(await sweep(letter)).toMatchObject({ publishDeadLetters: 1 });
      expect(await taken('publish')).toHaveLength(letter < MAX_PUBLISH_LETTERS ? 1 : 0);
    }
    expect(await find(id)).toMatchObject({ status: 'Errored', error: { code: 'internal' } });
    expect(await eventsOf(id, 'publish.failed')).toHaveLength(MAX_PUBLISH_LETTERS);
  });

  test('that cannot be read, or are of nobody, are gone', async () => {
    for (const queue of QUEUES) {
      await die(queue, 'not json {');
      await die(queue, { version: 1, mediaId: 'med_none', taskId: 'tsk_none' });
      await sweep(10);
      expect(await services.take(services.deps.resources.deadLetterUrls[queue])).toEqual([]);
    }
  });
});

describe('medias past every deadline', () => {
  const overdue = () => services.metrics.of('MediasOverdue').at(-1);

  test('are counted once a minute: none, as long as all goes well', async () => {
    const { id, tasks } = await schedule();
    if (tasks[0]) await apply(succeeded(tasks[0]));
    await sweep(SILENT_SECONDS - 60);
    expect(overdue()).toBe(0);
    expect(await find(id)).toMatchObject({ status: 'Processing' });
  });

  test('are those of which nothing was heard, or whose end nobody noted', async () => {
    const { database } = services.deps;
    const [silent, done, waiting] = [await schedule(), await schedule(), await createTestMedia(database, at(0))];
    const look = async (seconds: number) => {
      services.clock.now = at(seconds);
      await measureOverdueMedias(services.deps);
      return overdue();
    };
    await database.query('update media set tasks_left = 0 where id = $1', [done.id]);
    expect(await look(600)).toBe(0);
    expect(await look(1000)).toBe(1);
    expect(await look(SILENT_SECONDS + 60)).toBe(3);
    expect((await find(silent.id))?.status).toBe('ScheduledProcessing');
    expect((await find(waiting.id))?.status).toBe('AwaitingUpload');
  });
});

test('a step that fails does not keep the others from being done', async () => {
  const { id } = await schedule();
  const { deps } = services;
  const queueUrls = { ...deps.resources.deadLetterUrls, ingest: 'http://127.0.0.1:1/nowhere' };
  services.clock.now = at(20);
  const handler = createHandler({ ...deps, resources: { ...deps.resources, deadLetterUrls: queueUrls } });
  await expect(handler()).rejects.toThrow('1 steps of sweep failed');
  expect(await takenShort()).toHaveLength(5);
  expect((await find(id))?.status).toBe('ScheduledProcessing');
}, 60_000);
