import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addSigningKey, removeSigningKey } from '../../shared/api/playback/manage-signing-keys.ts';
import { mediaEdgeKey, pendingEdgeValues, resendEdgeValues } from '../../shared/ledger/edge-values.ts';
import { allowPlayback, revokePlayback } from '../../shared/ledger/playback-access.ts';
import { ensureSigningKey } from '../../shared/playback/signing-keys.ts';
import { tellEdge } from '../../shared/playback/tell-edge.ts';
import { STORE_ARN, serveKeyValueStore } from '../infra/support/serve-key-value-store.ts';
import { createTestMedia, later, T0 } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

/** What CloudFront's key-value store comes to hold. */
let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());
beforeEach(() => services.deps.database.query('truncate edge_value'));

const cloud = () => ({ ...services.deps, resources: { ...services.deps.resources, keyValueStoreArn: STORE_ARN } });
const db = () => services.deps.database;
const revokeOne = async (): Promise<string> => {
  const { id } = await createTestMedia(db());
  await revokePlayback(db(), { mediaId: id, now: T0 });
  return id;
};

test('revocations come, change and go', async (ctx) => {
  const { client, values } = await serveKeyValueStore(ctx);
  const id = await revokeOne();
  expect(await tellEdge(cloud(), client)).toBe(1);
  expect(Object.fromEntries(values)).toEqual({ [mediaEdgeKey(id)]: '*' });
  expect(await tellEdge(cloud(), client)).toBe(0);
  await allowPlayback(db(), { mediaId: id, now: later(1) });
  await tellEdge(cloud(), client);
  // Older addresses stay closed.
  expect(Object.fromEntries(values)).toEqual({ [mediaEdgeKey(id)]: '1' });
});

test('all of many, though no more than 50 are taken at once', async (ctx) => {
  const { client, values } = await serveKeyValueStore(ctx);
  const ids: string[] = [];
  for (let i = 0; i < 120; i++) ids.push(await revokeOne());
  expect(await tellEdge(cloud(), client)).toBe(120);
  expect([...values.keys()].sort()).toEqual(ids.map(mediaEdgeKey).sort());
  expect(await pendingEdgeValues(db(), 1)).toEqual([]);
});

test('whoever tells at the same time never brings back what is old', async (ctx) => {
  const { client, values } = await serveKeyValueStore(ctx, { rivals: 2 });
  const id = await revokeOne();
  await Promise.all([
    tellEdge(cloud(), client),
    allowPlayback(db(), { mediaId: id, now: later(1) }).then(() => tellEdge(cloud(), client)),
    tellEdge(cloud(), client),
  ]);
  expect(values.get(mediaEdgeKey(id))).toBe('1');
});

test('a store that is out of reach loses nothing', async (ctx) => {
  const { client, values } = await serveKeyValueStore(ctx, { rivals: 100 });
  await revokeOne();
  await expect(tellEdge(cloud(), client)).rejects.toThrow('could not be written');
  expect(await pendingEdgeValues(db(), 10)).toHaveLength(1);
  expect([...values.keys()].filter((key) => key.startsWith('revoked.'))).toEqual([]);
});

test('another store gets everything again', async (ctx) => {
  const { client, values } = await serveKeyValueStore(ctx);
  const id = await revokeOne();
  await tellEdge(cloud(), client);
  values.clear();
  expect(await resendEdgeValues(db(), later(9))).toBe(1);
  await tellEdge(cloud(), client);
  expect([...values.keys()]).toEqual([mediaEdgeKey(id)]);
});

test('keys: their secrets come from their own table, and one that is deleted goes', async (ctx) => {
  const { client, values } = await serveKeyValueStore(ctx);
  const { clock } = services;
  await ensureSigningKey(services.deps);
  // This host has no store; what it would note for one is noted below.
  const { id } = await addSigningKey(services.deps);
  clock.now = new Date(clock.now.getTime() + 61_000);
  expect(await removeSigningKey(services.deps, '1')).toMatchObject({ id: '1', isSigning: false });
  values.set('key.1', 'the former secret');
  await db().query("insert into edge_value (key, version, pending_since) values ('key.1', 1, $1), ($2, 1, $1)", [
    T0,
    `key.${id}`,
  ]);
  expect(await tellEdge(cloud(), client)).toBe(2);
  expect([...values.keys()]).toEqual([`key.${id}`]);
  expect(values.get(`key.${id}`)).toMatch(/^[\w-]{43}$/);
});
