import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHandler as createIngest } from '../../functions/ingest/handler.ts';
import { createHandler as createPublish } from '../../functions/publish/handler.ts';
import { createHandler as createPurge } from '../../functions/purge/handler.ts';
import { createHandler as createRecord } from '../../functions/record/handler.ts';
import { ANYONE } from '../../shared/access/caller.ts';
import { createMediaWithUpload } from '../../shared/api/medias/create-media.ts';
import { readEvents } from '../../shared/api/medias/read-events.ts';
import { removeMedia } from '../../shared/api/medias/remove-media.ts';
import { CreateMediaBody } from '../../shared/api/schemas/media.ts';
import { failMedia } from '../../shared/ledger/ingests.ts';
import { completeMedia } from '../../shared/ledger/publications.ts';
import { mediaKey, originalKey, remuxKey } from '../../shared/media/keys.ts';
import { mediaMessage } from '../../shared/pipeline/media-message.ts';
import { SETTLE_SECONDS } from '../../shared/pipeline/purge-media.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { callBetween } from './support/call-between.ts';
import { deliverTo } from './support/deliver-to.ts';
import { failed, started, succeeded } from './support/report.ts';
import { createTestMedia, later, scheduleTestMedia, T0 } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';
import { listObjects, storeObject } from './support/stored-objects.ts';
import { watchSends } from './support/watch-sends.ts';

/** A media can be deleted at any moment; then nothing of it stays but one event, and nothing comes back. */
let services: Services;
let deps: Deps;
let sends: ReturnType<typeof watchSends>;
beforeAll(async () => {
  services = await startServices();
  sends = watchSends(services.deps.sqs);
  const signingKeys = () => Promise.reject(new Error('There are no keys here'));
  deps = { ...services.deps, ...PROGRAMS, sqs: sends.sqs, signingS3: services.deps.s3, signingKeys };
});
afterAll(() => services.stop());
beforeEach(async () => {
  services.clock.now = T0;
  await services.deps.database.query('truncate media, rendition, task, event, deletion');
  sends.take();
});
afterEach(() => sends.refuse(false));

const remove = (id: string) => removeMedia(deps, id);
const purge = (id: string) => deliverTo(createPurge(deps), 'purge', [mediaMessage(id)]);
const original = (id: string) => storeObject(deps, 'originals', originalKey(id));
const segment = (id: string, name = '720p/seg-1.m4s') => storeObject(deps, 'media', mediaKey(id, name));
const sentToPurge = () => sends.take().filter(({ body }) => JSON.stringify(body).includes('"version":1,"mediaId"'));

const rowsOf = async (id: string): Promise<readonly string[]> => {
  const { rows } = await deps.database.query<{ what: string }>(
    `select 'media' as what from media where id = $1
     union all select 'rendition ' || name from rendition where media_id = $1
     union all select 'task ' || id from task where media_id = $1
     union all select 'event ' || type from event where media_id = $1
     union all select 'deletion' from deletion where media_id = $1`,
    [id],
  );
  return rows.map(({ what }) => what);
};
const uploadsOf = async (id: string) => {
  const Bucket = deps.resources.originalsBucket;
  const { Uploads = [] } = await deps.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: `${id}/` }));
  return Uploads.length;
};
/** As purge's own messages would have it: now, and when nobody can be at work any more. */
const purgeToTheEnd = async (id: string) => {
  expect(await purge(id)).toBe(0);
  services.clock.now = new Date(services.clock.now.getTime() + SETTLE_SECONDS * 1000);
  expect(await purge(id)).toBe(0);
};
const expectNothingOf = async (id: string) => {
  expect(await listObjects(deps, id)).toEqual([]);
  expect(await uploadsOf(id)).toBe(0);
  expect(await rowsOf(id)).toEqual(['event media.deleted']);
};

const startParts = async () => {
  const { id } = await createTestMedia(deps.database);
  const place = { Bucket: deps.resources.originalsBucket, Key: originalKey(id) };
  const { UploadId } = await deps.s3.send(new CreateMultipartUploadCommand(place));
  await deps.s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'part' }));
  return id;
};
const schedule = async () => {
  const { id } = await scheduleTestMedia(deps.database);
  await original(id);
  return id;
};
const process = async () => {
  const { id, tasks } = await scheduleTestMedia(deps.database);
  await original(id);
  await storeObject(deps, 'originals', remuxKey(id));
  await deliverTo(
    createRecord(deps),
    'record',
    tasks.slice(0, 2).map((task) => started(task)),
  );
  await deliverTo(
    createRecord(deps),
    'record',
    tasks.slice(0, 1).map((task) => succeeded(task)),
  );
  await segment(id);
  return id;
};
const finish = async () => {
  const { id, tasks } = await scheduleTestMedia(deps.database);
  await original(id);
  for (let i = 1; i <= 3; i++) await segment(id, `720p/seg-${i}.m4s`);
  await deliverTo(
    createRecord(deps),
    'record',
    tasks.map((task) => succeeded(task)),
  );
  expect(await completeMedia(deps.database, { mediaId: id, now: later(1) })).toBe('ready');
  return id;
};
const fail = async () => {
  const { id } = await createTestMedia(deps.database);
  await original(id);
  await failMedia(deps.database, { mediaId: id, failure: { code: 'not_media', message: 'No.' }, now: T0 });
  return id;
};

describe('a media that is deleted', () => {
  test.each([
    ['before its upload', async () => (await createTestMedia(deps.database)).id],
    ['between two parts of its upload', startParts],
    ['before it is planned', async () => createTestMedia(deps.database).then(({ id }) => original(id).then(() => id))],
    ['before its first task', schedule],
    ['in the middle of its tasks', process],
    ['when it is Ready', finish],
    ['when it is Errored', fail],
  ])('%s leaves one event, and nothing else', async (_when, prepare) => {
    const id = await prepare();
    const other = await finish();
    const before = { rows: await rowsOf(other), objects: await listObjects(deps, other) };
    sends.take();
    expect(await remove(id)).toEqual({ id, deletedAt: T0.toISOString() });
    expect(sentToPurge()).toEqual([{ body: mediaMessage(id), delay: undefined }]);
    await expect(remove(id)).rejects.toMatchObject({ code: 'media_not_found' });
    expect((await readEvents(deps, id, { limit: 100 })).items.map(({ type }) => type)).toEqual(['media.deleted']);

    expect(await purge(id)).toBe(0);
    expect(await listObjects(deps, id)).toEqual([]);
    expect(await rowsOf(id)).toEqual(['event media.deleted', 'deletion']);
    // Not before nobody can be at work any more.
    expect(sentToPurge()).toEqual([{ body: mediaMessage(id), delay: SETTLE_SECONDS }]);
    services.clock.now = later(SETTLE_SECONDS);
    expect(await purge(id)).toBe(0);
    await expectNothingOf(id);
    expect({ rows: await rowsOf(other), objects: await listObjects(deps, other) }).toEqual(before);
  });

  test('is purged however often its message comes, and however late', async () => {
    const id = await process();
    await remove(id);
    await Promise.all([purge(id), purge(id), purge(id)]);
    await purgeToTheEnd(id);
    await purge(id);
    await expectNothingOf(id);
  });

  test('is deleted even if no queue takes the message', async () => {
    const id = await process();
    sends.refuse(true);
    await remove(id);
    expect(await rowsOf(id)).toContain('deletion');
  });

  test('shows its event to whoever pages on', async () => {
    const id = await process();
    await remove(id);
    const [event] = (await readEvents(deps, id, { limit: 100 })).items;
    expect(event).toMatchObject({ type: 'media.deleted', data: { reason: 'request', status: 'Processing' } });
    expect(await readEvents(deps, id, { after: event?.seq, limit: 100 })).toEqual({ items: [] });
    await expect(readEvents(deps, 'med_0000000000000000000000000', { limit: 1 })).rejects.toThrow('There is no media');
  });

  test('is not brought back by a request that is done again', async () => {
    const body = CreateMediaBody.parse({ title: 'A film' });
    const request = { caller: ANYONE, idempotencyScope: 'POST /v1/medias again' };
    const { id } = await createMediaWithUpload(deps, body, request);
    await remove(id);
    const again = createMediaWithUpload(deps, body, request);
    await expect(again).rejects.toMatchObject({ code: 'media_not_found' });
    await purgeToTheEnd(id);
    await expectNothingOf(id);
    await expect(createMediaWithUpload(deps, body, request)).rejects.toThrow('was deleted');
  });
});

describe('what is written of a media after it was purged', () => {
  const purged = async () => {
    const { id, tasks } = await scheduleTestMedia(deps.database);
    await original(id);
    await remove(id);
    await purgeToTheEnd(id);
    await expectNothingOf(id);
    sends.take();
    const [task] = tasks;
    if (!task) throw new Error('no task');
    return { id, task };
  };
  const expectPurgedAgain = async (id: string) => {
    expect(sentToPurge()).toEqual([{ body: mediaMessage(id), delay: undefined }]);
    await purgeToTheEnd(id);
    await expectNothingOf(id);
  };

  test('by an uploader', async () => {
    const { id } = await purged();
    await original(id);
    const event = { Records: [{ s3: { object: { key: originalKey(id) } } }] };
    expect(await deliverTo(createIngest(deps), 'ingest', [event])).toBe(0);
    await expectPurgedAgain(id);
  });

  test.each([
    ['that succeeded', succeeded],
    ['that failed', (task: Parameters<typeof failed>[0]) => failed(task)],
  ])('by a worker %s', async (_how, report) => {
    const { id, task } = await purged();
    await segment(id);
    expect(await deliverTo(createRecord(deps), 'record', [report(task)])).toBe(0);
    await expectPurgedAgain(id);
  });

  test('by a publisher that had read the ledger before', async () => {
    const { id, tasks } = await scheduleTestMedia(deps.database, { ranges: [1] });
    await original(id);
    await deliverTo(
      createRecord(deps),
      'record',
      tasks.map((task) => succeeded(task)),
    );
    let isDeleted = false;
    const s3 = callBetween(deps.s3, ['send'], async (asked) => {
      if (isDeleted || !(asked instanceof PutObjectCommand)) return;
      isDeleted = true;
      await remove(id);
      await purgeToTheEnd(id);
      await expectNothingOf(id);
      sends.take();
    });
    expect(await deliverTo(createPublish({ ...deps, s3 }), 'publish', [mediaMessage(id)])).toBe(0);
    expect(isDeleted).toBe(true);
    await expectPurgedAgain(id);
  });

  test('by a publisher that died before it could say so', async () => {
    const { id } = await purged();
    await segment(id, 'master.m3u8');
    expect(await deliverTo(createPublish(deps), 'publish', [mediaMessage(id)])).toBe(0);
    await expectPurgedAgain(id);
  });

  test('between two passes', async () => {
    const id = await process();
    await remove(id);
    await purge(id);
    await segment(id);
    services.clock.now = later(SETTLE_SECONDS);
    await purge(id);
    expect(await listObjects(deps, id)).toEqual([]);
    // Something came, so more may come.
    expect(await rowsOf(id)).toContain('deletion');
    services.clock.now = later(2 * SETTLE_SECONDS);
    await purge(id);
    await expectNothingOf(id);
  });

  test('is no reason to touch a media that is there, or one that nobody knows', async () => {
    const id = await process();
    const before = await rowsOf(id);
    expect(await purge(id)).toBe(0);
    expect(await rowsOf(id)).toEqual(before);
    expect((await listObjects(deps, id)).length).toBe(3);
    const unknown = 'med_0000000000000000000000000';
    await original(unknown);
    expect(await purge(unknown)).toBe(0);
    const event = { Records: [{ s3: { object: { key: originalKey(unknown) } } }] };
    expect(await deliverTo(createIngest(deps), 'ingest', [event])).toBe(0);
    expect(await listObjects(deps, unknown)).toHaveLength(1);
  });
});

test('more objects than one list holds are all deleted', async () => {
  const id = await process();
  await Promise.all(Array.from({ length: 1200 }, (_, i) => segment(id, `360p/seg-${i}.m4s`)));
  await remove(id);
  await purgeToTheEnd(id);
  await expectNothingOf(id);
});
