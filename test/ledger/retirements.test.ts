import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHandler as createPurge } from '../../functions/purge/handler.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome } from '../../shared/ledger/outcomes.ts';
import { findRenditions } from '../../shared/ledger/renditions.ts';
import { mediaKey } from '../../shared/media/keys.ts';
import { retireMessage } from '../../shared/pipeline/media-message.ts';
import { publishMedia } from '../../shared/pipeline/publish-media.ts';
import { Config } from '../../shared/runtime/config.ts';
import { deliverTo } from './support/deliver-to.ts';
import { failed, succeeded } from './support/report.ts';
import { at, prepareSweep } from './support/run-sweep.ts';
import { scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';
import { listObjects, storeObject } from './support/stored-objects.ts';

/** The source's own pictures go when others have been in their place for long. */
let services: Services;
let run: ReturnType<typeof prepareSweep>;
beforeAll(async () => {
  services = await startServices();
  run = prepareSweep(services);
});
afterAll(() => services.stop());
beforeEach(() => run.reset());

const DAY = 86_400;
const taken = () => services.take(services.deps.resources.queueUrls.purge);
const sweep = async (seconds: number) => {
  await run.sweep(seconds);
  return taken();
};
const retire = (id: string) => deliverTo(createPurge(services.deps), 'purge', [retireMessage(id)]);

/** A media of half a minute whose pictures were shown until others were there. */
const finish = async ({ changes = {}, isFailed = (_: string): boolean => false } = {}) => {
  const { database } = services.deps;
  const { id, tasks } = await scheduleTestMedia(database, { copies: [1, 3] }, at(0));
  for (const name of ['source', '720p'])
    await storeObject(services.deps, 'media', mediaKey(id, `video/${name}/seg-00001.m4s`));
  for (const task of tasks) {
    const outcome = isFailed(task.kind) ? failed(task, 4, { final: true }) : succeeded(task);
    await applyOutcome(database, outcome, { retries: 3, now: at(0) });
  }
  const config = Config.parse({ encoding: changes });
  expect(await publishMedia({ ...services.deps, config }, id, new AbortController().signal)).toBe('ready');
  return id;
};
const objectsOf = async (id: string, name: string) =>
  (await listObjects(services.deps, id)).filter((key) => key.includes(`/video/${name}/`)).length;
const namesOf = async (id: string) => (await findRenditions(services.deps.database, id)).map(({ name }) => name);

test('a day after the media is ready, for whoever began to play it before', async () => {
  const id = await finish();
  // Where nothing is to be done, sweep rests for an hour.
  expect(await sweep(DAY - 4000)).toEqual([]);
  expect(await objectsOf(id, 'source')).toBeGreaterThan(0);
  const kept = await objectsOf(id, '720p');

  expect(await sweep(DAY + 1)).toEqual([retireMessage(id)]);
  await retire(id);
  expect(await objectsOf(id, 'source')).toBe(0);
  expect(await objectsOf(id, '720p')).toBe(kept);
  expect(await namesOf(id)).toEqual(['720p', '360p', 'audio-128k']);
  expect(await findMedia(services.deps.database, id)).toMatchObject({ status: 'Ready' });
  const events = await listEvents(services.deps.database, id, { limit: 100 });
  expect(events.at(-1)).toMatchObject({ type: 'rendition.retired', data: { rendition: 'source' } });
});

test('once: who is told again finds nothing, and nobody is told again', async () => {
  const id = await finish();
  await sweep(DAY + 1);
  await retire(id);
  const events = await listEvents(services.deps.database, id, { limit: 100 });
  await retire(id);
  expect(await listEvents(services.deps.database, id, { limit: 100 })).toEqual(events);
  expect(await sweep(3 * DAY)).toEqual([]);
});

test('later, if the message is lost or nobody could do it', async () => {
  const id = await finish();
  expect(await sweep(DAY + 1)).toEqual([retireMessage(id)]);
  expect(await sweep(DAY + 60)).toEqual([]);
  expect(await sweep(DAY + 3700)).toEqual([retireMessage(id)]);
});

test('never, if they are kept, or nothing else can be shown', async () => {
  const kept = await finish({ changes: { copy: 'keep' } });
  const alone = await finish({ isFailed: (kind) => kind === 'video' });
  expect(await sweep(3 * DAY)).toEqual([]);
  for (const id of [kept, alone]) {
    await retire(id);
    expect(await objectsOf(id, 'source')).toBeGreaterThan(0);
    expect(await namesOf(id)).toContain('source');
  }
});
