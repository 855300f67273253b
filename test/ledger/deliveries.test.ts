import { readFile } from 'node:fs/promises';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandler as createIngest } from '../../functions/ingest/handler.ts';
import { createHandler as createPublish } from '../../functions/publish/handler.ts';
import { createHandler as createRecord } from '../../functions/record/handler.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { findRenditions } from '../../shared/ledger/renditions.ts';
import { findTasks } from '../../shared/ledger/tasks.ts';
import { originalKey } from '../../shared/media/keys.ts';
import type { Outcome } from '../../shared/media/outcome.ts';
import { mediaMessage } from '../../shared/pipeline/media-message.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { ffmpeg, makeFolder } from '../support/make-source.ts';
import { deliverTo } from './support/deliver-to.ts';
import { failed, started, succeeded } from './support/report.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

/** Every input may come twice, late and shuffled; what comes of it must be what a single delivery in order makes. */
let services: Services;
let sound: Uint8Array;
beforeAll(async () => {
  services = await startServices();
  const folder = await makeFolder();
  await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=1', `${folder.path}/tone.wav`);
  sound = await readFile(`${folder.path}/tone.wav`);
  await folder.remove();
});
afterAll(() => services.stop());

const deps = (): Deps => ({ ...services.deps, ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }) as Deps;

/** All that is left in the end, without what is another each time: ids and times. */
const outcomeOf = async (id: string) => {
  const { database, s3, resources } = services.deps;
  const media = await findMedia(database, id);
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: resources.mediaBucket, Prefix: `${id}/` }),
  );
  const objects = await Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: resources.mediaBucket, Key }));
      return [Key.slice(id.length), await Body?.transformToString()];
    }),
  );
  return {
    media: [
      media?.status,
      media?.tasksLeft,
      media?.progress,
      media?.publishedSegments,
      media?.plan,
      media?.error?.code,
    ],
    renditions: (await findRenditions(database, id)).map(({ name, status, tasksLeft, bytes }) => [
      name,
      status,
      tasksLeft,
      bytes,
    ]),
    tasks: (await findTasks(database, id)).map(({ position, status, result }) => [position, status, result]),
    objects,
  };
};

/** What happened, each once: a task is said to have started once for each try, and so on. */
const happenings = async (id: string): Promise<string[]> => {
  const events = await listEvents(services.deps.database, id, { limit: 1000 });
  return events
    .map(({ type, data }) => JSON.stringify([type, data.taskId && [data.position, data.attempt], data.rendition]))
    .toSorted();
};
const isOnce = (list: readonly string[]): boolean => new Set(list).size === list.length;

const twice = <T>(list: readonly T[]): T[] => list.flatMap((each) => [each, each]);
/** The same shuffle for the same seed. */
const shuffle = <T>(list: readonly T[], seed: number): T[] => {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state;
  };
  return list
    .map((value) => ({ value, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
};
const WAYS: readonly [string, <T>(list: readonly T[]) => T[]][] = [
  ['doubled', twice],
  ['backwards', (list) => list.toReversed()],
  ['doubled, and the copies late', (list) => [...list, ...list]],
  ...[1, 2, 3, 4].map((seed): [string, <T>(list: readonly T[]) => T[]] => [
    `doubled and shuffled (seed ${seed})`,
    (list) => shuffle(twice(list), seed),
  ]),
];

describe('record', () => {
  /** A failed try before each success; one audio rendition fails for good. */
  const reportsOf = (tasks: Awaited<ReturnType<typeof scheduleTestMedia>>['tasks']): Outcome[] =>
    tasks.flatMap((task, i) =>
      i === 1
        ? [started(task), failed(task, 1), started(task, 2), failed(task, 2, { final: true })]
        : [started(task), succeeded(task)],
    );
  const record = async (arrange: <T>(list: readonly T[]) => T[], batch: number) => {
    const { id, tasks } = await scheduleTestMedia(services.deps.database);
    const reports = arrange(reportsOf(tasks));
    for (let at = 0; at < reports.length; at += batch) {
      expect(await deliverTo(createRecord(services.deps), 'record', reports.slice(at, at + batch))).toBe(0);
    }
    const wanted = await services.take(services.deps.resources.queueUrls.publish);
    expect(wanted).toContainEqual(mediaMessage(id));
    expect(await deliverTo(createPublish(services.deps), 'publish', [mediaMessage(id)])).toBe(0);
    return id;
  };

  test.each(WAYS)('%s', async (_way, arrange) => {
    const calm = await record((list) => [...list], 10);
    for (const batch of [1, 10]) {
      const id = await record(arrange, batch);
      expect(await outcomeOf(id)).toEqual(await outcomeOf(calm));
      expect(isOnce(await happenings(id))).toBe(true);
    }
  });
});

describe('ingest', () => {
  const arrived = (id: string) => ({ Records: [{ s3: { object: { key: originalKey(id) } } }] });
  const upload = async (body: Uint8Array) => {
    const { id } = await createTestMedia(services.deps.database);
    const { s3, resources } = services.deps;
    await s3.send(new PutObjectCommand({ Bucket: resources.originalsBucket, Key: originalKey(id), Body: body }));
    return id;
  };
  const ingest = (bodies: readonly unknown[]) => deliverTo(createIngest(deps()), 'ingest', bodies);

  test.each([
    ['a file', () => sound],
    ['what is no media', () => new TextEncoder().encode('hello')],
  ])('%s, announced once or often, in one message or many, before and after it was taken in', async (_what, body) => {
    const calm = await upload(body());
    expect(await ingest([arrived(calm)])).toBe(0);
    const id = await upload(body());
    const one = arrived(id);
    expect(await ingest([one, one, { Records: [...one.Records, ...one.Records] }, { Event: 's3:TestEvent' }])).toBe(0);
    await Promise.all(Array.from({ length: 4 }, () => ingest([one])));
    expect(await ingest([one])).toBe(0);
    const plain = (outcome: Awaited<ReturnType<typeof outcomeOf>>) => ({ ...outcome, objects: [] });
    expect(plain(await outcomeOf(id))).toEqual(plain(await outcomeOf(calm)));
    expect(await happenings(id)).toEqual(await happenings(calm));
    const sent = (await services.take(services.deps.resources.queueUrls.first)) as {
      mediaId: string;
      taskId: string;
    }[];
    const tasks = await findTasks(services.deps.database, id);
    expect([...new Set(sent.filter(({ mediaId }) => mediaId === id).map(({ taskId }) => taskId))].toSorted()).toEqual(
      tasks.map((task) => task.id).toSorted(),
    );
  });

  test('announced at the same time by many is taken in once', async () => {
    const calm = await upload(sound);
    await ingest([arrived(calm)]);
    const id = await upload(sound);
    await Promise.all(Array.from({ length: 6 }, () => ingest([arrived(id)])));
    expect(await happenings(id)).toEqual(await happenings(calm));
    await services.take(services.deps.resources.queueUrls.first);
  });

  test('of a media that is not there, or of an object that is gone, does nothing', async () => {
    const { id } = await createTestMedia(services.deps.database);
    expect(await ingest([arrived('med_0123456789abcdefghjkmnpqr'), arrived(id), { Records: [] }])).toBe(0);
    expect(await happenings(id)).toHaveLength(1);
  });
});

describe('publish', () => {
  const done = async () => {
    const { id, tasks } = await scheduleTestMedia(services.deps.database);
    const reports = tasks.map((task) => succeeded(task));
    await deliverTo(createRecord(services.deps), 'record', reports);
    return id;
  };
  const publish = (bodies: readonly unknown[]) => deliverTo(createPublish(services.deps), 'publish', bodies);

  test.each([
    ['twice', async (id: string) => void (await publish([mediaMessage(id), mediaMessage(id)]))],
    ['late', async (id: string) => void (await publish([mediaMessage(id)]).then(() => publish([mediaMessage(id)])))],
    [
      'at the same time',
      async (id: string) => void (await Promise.all([1, 2, 3, 4].map(() => publish([mediaMessage(id)])))),
    ],
  ])('asked for %s', async (_how, deliver) => {
    const calm = await done();
    await publish([mediaMessage(calm)]);
    const id = await done();
    await deliver(id);
    expect(await outcomeOf(id)).toEqual(await outcomeOf(calm));
    expect(await happenings(id)).toEqual(await happenings(calm));
  });

  test('asked for before anything is there', async () => {
    const { id } = await scheduleTestMedia(services.deps.database);
    const before = await happenings(id);
    expect(await publish([mediaMessage(id), mediaMessage('med_none')])).toBe(0);
    expect(await happenings(id)).toEqual(before);
  });
});
