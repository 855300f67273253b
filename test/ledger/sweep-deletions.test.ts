import { CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHandler as createPurge } from '../../functions/purge/handler.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { removeMedia } from '../../shared/api/medias/remove-media.ts';
import { findDeletion } from '../../shared/ledger/deletions.ts';
import { newId } from '../../shared/media/identifiers.ts';
import { mediaKey, originalKey } from '../../shared/media/keys.ts';
import { MediaMessage, mediaMessage } from '../../shared/pipeline/media-message.ts';
import { SETTLE_SECONDS } from '../../shared/pipeline/purge-media.ts';
import { wakeSweep } from '../../shared/pipeline/sweep-marker.ts';
import { noteOrphanRound, readOrphanRound } from '../../shared/pipeline/sweep-orphan-round.ts';
import { Config } from '../../shared/runtime/config.ts';
import { deliverTo } from './support/deliver-to.ts';
import { at, prepareSweep } from './support/run-sweep.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';
import { deleteAllObjects, listObjects, storeObject } from './support/stored-objects.ts';

/** Deletions that were forgotten, and objects that belong to nobody. */
let services: Services;
let run: ReturnType<typeof prepareSweep>;
beforeAll(async () => {
  services = await startServices();
  run = prepareSweep(services);
});
afterAll(() => services.stop());
beforeEach(async () => {
  await run.reset();
  for (const url of Object.values(services.deps.resources.queueUrls)) await services.take(url);
  await deleteAllObjects(services.deps);
  await startRound();
});

const DAY = 86_400;
const sweep = (seconds: number, deps = services.deps) => {
  services.clock.now = at(seconds);
  return createSweep(deps)();
};
const taken = () => services.take(services.deps.resources.queueUrls.purge);
/** Sweep may have sent a message of the same media twice. */
const takenIds = async () => [...new Set((await taken()).map((body) => MediaMessage.parse(body).mediaId))].toSorted();
const purge = (id: string) => deliverTo(createPurge(services.deps), 'purge', [mediaMessage(id)]);
const schedule = async () => {
  const { id } = await scheduleTestMedia(services.deps.database, {}, at(0));
  await storeObject(services.deps, 'originals', originalKey(id));
  await storeObject(services.deps, 'media', mediaKey(id, '720p/seg-1.m4s'));
  return id;
};
/** Whose message nobody gets. */
const removeUnheard = async (id: string) => {
  await removeMedia(services.deps, id);
  await services.purge('purge');
};
/** The search for orphans begins, now. */
const startRound = () => noteOrphanRound(services.deps, { bucket: 'originals', after: '', dueAt: new Date(0) });

describe('a deletion', () => {
  test('whose message is lost is found by sweep, once', async () => {
    const id = await schedule();
    await removeUnheard(id);
    expect(await sweep(30)).toMatchObject({ unpurgedMedias: 0 });
    expect(await sweep(61)).toMatchObject({ unpurgedMedias: 1 });
    expect(await taken()).toEqual([mediaMessage(id)]);
    expect(await sweep(120)).toMatchObject({ unpurgedMedias: 0 });
    expect(await sweep(61 + 15 * 60 + 61)).toMatchObject({ unpurgedMedias: 1 });
  });

  test('whose second message is lost is found, too', async () => {
    const id = await schedule();
    await removeUnheard(id);
    await purge(id);
    await services.purge('purge');
    expect(await sweep(SETTLE_SECONDS + 30)).toMatchObject({ unpurgedMedias: 0 });
    expect(await sweep(SETTLE_SECONDS + 61)).toMatchObject({ unpurgedMedias: 1 });
    await purge(id);
    expect(await findDeletion(services.deps.database, id)).toBeUndefined();
  });

  test('keeps sweep awake, and is overdue after an hour', async () => {
    await sweep(0);
    const { id } = await createTestMedia(services.deps.database, at(0));
    await removeUnheard(id);
    expect(await run.sweep(1)).toBeGreaterThan(0);
    expect(await run.sweep(61)).toBeGreaterThan(0);
    services.metrics.clear();
    await sweep(3500);
    await sweep(3602);
    expect(services.metrics.of('MediasOverdue')).toEqual([0, 1]);
    await purge(id);
    await sweep(3700);
    expect(services.metrics.of('MediasOverdue')).toEqual([0, 1, 1]);
    services.clock.now = at(3602 + SETTLE_SECONDS);
    await purge(id);
    await sweep(4000);
    expect(services.metrics.of('MediasOverdue')).toEqual([0, 1, 1, 0]);
  });

  test('that was given up is taken up again', async () => {
    const id = await schedule();
    await removeUnheard(id);
    await services.send(services.deps.resources.deadLetterUrls.purge, JSON.stringify(mediaMessage(id)));
    await services.send(services.deps.resources.deadLetterUrls.purge, 'nonsense');
    expect(await sweep(61)).toMatchObject({ purgeDeadLetters: 2, unpurgedMedias: 1 });
    expect(await taken()).toEqual([mediaMessage(id)]);
  });
});

describe('objects that belong to no media', () => {
  const orphan = async () => {
    const id = newId('med', at(-100 * DAY));
    await storeObject(services.deps, 'originals', originalKey(id));
    await storeObject(services.deps, 'media', mediaKey(id, 'master.m3u8'));
    return id;
  };
  /** As many runs as it takes to look at everything once. The store's clock is the real one: objects are of today. */
  const sweepRound = async (day: number, deps = services.deps) => {
    await wakeSweep(deps);
    let found = 0;
    for (let minute = 0; minute < 10; minute++) found += (await sweep(day * DAY + minute * 60, deps)).orphans ?? 0;
    return found;
  };

  test('are removed once they are a week old, and what belongs to a media stays', async () => {
    const media = await schedule();
    const lost = await orphan();
    const halfLost = newId('med', at(0));
    await storeObject(services.deps, 'media', mediaKey(halfLost, 'master.m3u8'));
    expect(await sweepRound(6)).toBe(0);
    expect(await sweepRound(8)).toBe(2);
    expect(await takenIds()).toEqual([lost, halfLost].toSorted());
    await purge(lost);
    await purge(halfLost);
    expect(await listObjects(services.deps)).toEqual(await listObjects(services.deps, media));
    expect(await listObjects(services.deps, media)).toHaveLength(2);
    const { rows } = await services.deps.database.query('select level, type, data from event where media_id = $1', [
      lost,
    ]);
    expect(rows).toEqual([{ level: 'Warning', type: 'media.deleted', data: JSON.stringify({ reason: 'orphan' }) }]);
  });

  test('are looked for once a day', async () => {
    await orphan();
    expect(await sweepRound(8)).toBe(1);
    await orphan();
    expect(await sweepRound(8.5)).toBe(0);
    expect(await sweepRound(9.1)).toBe(1);
  });

  test('are left alone if their names are not ours, or if the settings say so', async () => {
    for (const key of ['readme.txt', 'med_1/original', 'other/original', 'med_XXXXXXXXXXXXXXXXXXXXXXXXX/original']) {
      await storeObject(services.deps, 'originals', key);
    }
    expect(await sweepRound(8)).toBe(0);
    await orphan();
    await startRound();
    const config = Config.parse({ storage: { orphanDays: 0 } });
    expect(await sweepRound(8, { ...services.deps, config })).toBe(0);
    expect(await listObjects(services.deps)).toHaveLength(6);
  });

  test('are left alone while one of their objects is young', async () => {
    const id = await orphan();
    const younger = Config.parse({ storage: { orphanDays: 9 } });
    expect(await sweepRound(8, { ...services.deps, config: younger })).toBe(0);
    expect(await listObjects(services.deps, id)).toHaveLength(2);
  });

  test('of a media that was deleted long ago are removed without another event', async () => {
    const id = await schedule();
    await removeUnheard(id);
    await purge(id);
    services.clock.now = at(SETTLE_SECONDS);
    await purge(id);
    await storeObject(services.deps, 'originals', originalKey(id));
    expect(await sweepRound(8)).toBe(1);
    await purge(id);
    expect(await listObjects(services.deps, id)).toEqual([]);
    const { rows } = await services.deps.database.query('select data from event where media_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  test('are found page by page, however many there are', async () => {
    const ids = Array.from({ length: 60 }, () => newId('med', at(0)));
    for (const id of ids) await storeObject(services.deps, 'originals', originalKey(id));
    expect(await sweepRound(8)).toBe(60);
    expect(await takenIds()).toEqual(ids.toSorted());
    expect(await readOrphanRound(services.deps)).toMatchObject({ bucket: 'originals', after: '' });
  });
});

test('uploads that nobody finished are aborted after eight days', async () => {
  const { id } = await createTestMedia(services.deps.database, at(7 * DAY));
  const place = { Bucket: services.deps.resources.originalsBucket, Key: originalKey(id) };
  await services.deps.s3.send(new CreateMultipartUploadCommand(place));
  const countUploads = async () => {
    const { Uploads = [] } = await services.deps.s3.send(new ListMultipartUploadsCommand({ Bucket: place.Bucket }));
    return Uploads.length;
  };
  for (let minute = 0; minute < 5; minute++) await sweep(7 * DAY + minute * 60);
  expect(await countUploads()).toBe(1);
  for (let minute = 0; minute < 5; minute++) await sweep(8.1 * DAY + minute * 60);
  expect(await countUploads()).toBe(0);
});
