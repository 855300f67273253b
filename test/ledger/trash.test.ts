import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bringBackMedia, removeMedia } from '../../shared/api/medias/remove-media.ts';
import { findDeletion } from '../../shared/ledger/deletions.ts';
import { listEdgeValues, pendingEdgeValues } from '../../shared/ledger/edge-values.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia, listMedias, updateMedia } from '../../shared/ledger/medias.ts';
import { applyOutcomes } from '../../shared/ledger/outcomes.ts';
import { revokePlaybackToken } from '../../shared/ledger/playback-access.ts';
import { completeMedia } from '../../shared/ledger/publications.ts';
import { purgeMedia, SETTLE_SECONDS } from '../../shared/pipeline/purge-media.ts';
import { readMarker } from '../../shared/pipeline/sweep-marker.ts';
import { succeeded } from './support/report.ts';
import { at, prepareSweep } from './support/run-sweep.ts';
import { scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
let sweep: ReturnType<typeof prepareSweep>['sweep'];
let reset: ReturnType<typeof prepareSweep>['reset'];
beforeAll(async () => {
  services = await startServices();
  ({ sweep, reset } = prepareSweep(services));
});
afterAll(() => services.stop());
beforeEach(() => reset());

const HOUR = 3600;
const db = () => services.deps.database;

const finish = async (id: string, tasks: Awaited<ReturnType<typeof scheduleTestMedia>>['tasks']) => {
  const reports = tasks.map((task) => succeeded(task));
  await applyOutcomes(db(), id, reports, { retries: 3, now: at(0) });
  await completeMedia(db(), { mediaId: id, now: at(0) });
};
const makeReady = async (): Promise<string> => {
  const { id, tasks } = await scheduleTestMedia(db());
  await finish(id, tasks);
  return id;
};
const trash = (id: string, restoreHours = 1) => removeMedia(services.deps, id, { restoreHours });
const typesOf = async (id: string) => (await listEvents(db(), id, { limit: 100 })).map(({ type }) => type);
const isListed = async (id: string, deleted = false) =>
  (await listMedias(db(), { limit: 100, deleted })).medias.some((media) => media.id === id);

describe('the trash', () => {
  test('hides a media, closes it at the edge, and gives it back as it was', async () => {
    const id = await makeReady();
    const { eventCount: _, updatedAt: __, ...before } = (await findMedia(db(), id)) ?? {};
    const { restoreUntil } = await trash(id);
    expect(restoreUntil).toBe(at(HOUR).toISOString());
    expect([await isListed(id), await isListed(id, true)]).toEqual([false, true]);
    expect(await listEdgeValues(db())).toEqual(new Map([[`revoked.${id}`, '*']]));
    await bringBackMedia(services.deps, id);
    expect([await isListed(id), await isListed(id, true)]).toEqual([true, false]);
    expect(await listEdgeValues(db())).toEqual(new Map());
    expect(await findMedia(db(), id)).toMatchObject(before);
    expect((await typesOf(id)).slice(-2)).toEqual(['media.trashed', 'media.restored']);
  });

  test('is emptied when its time is over, and not before', async () => {
    const id = await makeReady();
    await trash(id);
    await sweep(HOUR - 1);
    expect(await findMedia(db(), id)).toBeDefined();
    await sweep(HOUR);
    expect(await findMedia(db(), id)).toBeUndefined();
    expect(await findDeletion(db(), id)).toBeDefined();
    services.clock.now = at(HOUR + SETTLE_SECONDS + 1);
    // Until nothing is left of it, nobody is let in.
    expect(await listEdgeValues(db())).toEqual(new Map([[`revoked.${id}`, '*']]));
    for (let passes = 0; (await findDeletion(db(), id)) && passes < 5; passes++) {
      await purgeMedia(services.deps, id, AbortSignal.timeout(60_000));
    }
    expect(await listEdgeValues(db())).toEqual(new Map());
  });

  test('is no way back when its time is over, though nobody has emptied it yet', async () => {
    const id = await makeReady();
    await trash(id);
    services.clock.now = at(HOUR);
    await expect(bringBackMedia(services.deps, id)).rejects.toMatchObject({ code: 'media_not_found' });
  });

  test('lets work go on: what is encoded meanwhile is there after it was restored', async () => {
    const { id, tasks } = await scheduleTestMedia(db());
    await trash(id);
    await finish(id, tasks);
    expect(await findMedia(db(), id)).toMatchObject({ status: 'Ready', trashedAt: at(0) });
    expect(await bringBackMedia(services.deps, id)).toMatchObject({ status: 'Ready' });
  });

  test('who restores while it is emptied has the media, or is told that it is gone', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await makeReady();
      services.clock.now = at(0);
      await trash(id);
      const early = { ...services.deps, now: () => at(HOUR - 1) };
      const [restored] = await Promise.allSettled([bringBackMedia(early, id), sweep(HOUR)]);
      const media = await findMedia(db(), id);
      expect(media === undefined).toBe(restored.status === 'rejected');
      if (media) expect(media.trashedAt).toBeUndefined();
      else expect(restored).toMatchObject({ reason: { code: 'media_not_found' } });
    }
  });
});

describe('a deletion that is planned', () => {
  const plan = (id: string, deleteAt: Date) =>
    updateMedia(db(), { id, edit: (media) => ({ ...media, deleteAt }), now: at(0) });

  test('is done when it is due', async () => {
    const id = await makeReady();
    await plan(id, at(100));
    await sweep(99);
    expect(await findMedia(db(), id)).toBeDefined();
    await sweep(100);
    expect(await findMedia(db(), id)).toBeUndefined();
    const [event] = await listEvents(db(), id, { afterSeq: 0, limit: 100 }).then((all) => all.slice(-1));
    expect(event).toMatchObject({ type: 'media.deleted', data: { reason: 'schedule' } });
  });

  test('leads into the trash where there is one; who restores it has it for good', async () => {
    const id = await makeReady();
    await plan(id, at(100));
    const config = { ...services.deps.config, medias: { restoreHours: 2 } };
    await sweep(100, { config });
    expect(await findMedia(db(), id)).toMatchObject({ trashedAt: at(100), restoreUntil: at(100 + 2 * HOUR) });
    services.clock.now = at(200);
    expect(await bringBackMedia(services.deps, id)).not.toHaveProperty('deleteAt');
    await sweep(201);
    expect(await findMedia(db(), id)).not.toHaveProperty('trashedAt');
  });

  test('ends the rest of sweep, and no longer than that', async () => {
    const id = await makeReady();
    await plan(id, at(1000));
    await sweep(1);
    await sweep(2);
    expect((await readMarker(services.deps))?.rest).toMatchObject({ until: at(1000).toISOString() });
    expect(await sweep(900)).toBe(0);
    expect(await sweep(1001)).toBeGreaterThan(0);
    expect(await findMedia(db(), id)).toBeUndefined();
  });
});

test('a revocation of a token is forgotten when the token has ended', async () => {
  const id = await makeReady();
  const revocation = { mediaId: id, tokenId: 'pbt_1m3k9q2xr8f4t6v0w2y5z7b9d', expiresAt: at(60), now: at(0) };
  await revokePlaybackToken(db(), revocation);
  expect(await pendingEdgeValues(db(), 10)).toHaveLength(1);
  await sweep(1);
  expect(await pendingEdgeValues(db(), 10)).toEqual([]);
  expect((await listEdgeValues(db())).size).toBe(1);
  await sweep(61);
  expect((await listEdgeValues(db())).size).toBe(0);
});
