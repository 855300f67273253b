import { expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { createClient, createMedia } from './support/client.ts';
import { startService } from './support/service.ts';
import { useService } from './support/use-service.ts';

const call = useService();

const timed = async <T>(work: Promise<T>): Promise<readonly [T, number]> => {
  const began = performance.now();
  const result = await work;
  return [result, (performance.now() - began) / 1000];
};
const eventsOf = (id: string, query: string) => call<EventPage>('GET', `/v1/medias/${id}/events?${query}`);

test('who waits for an event has it as soon as it is there', async () => {
  const { id } = await createMedia(call);
  const waiting = timed(eventsOf(id, 'after=1&wait=15'));
  await new Promise((resolve) => setTimeout(resolve, 700));
  await call('PATCH', `/v1/medias/${id}`, { json: { title: 'Changed' } });
  const [{ body }, seconds] = await waiting;
  expect(body.items.map(({ type }) => type)).toEqual(['media.updated']);
  expect(seconds).toBeGreaterThan(0.6);
  expect(seconds).toBeLessThan(5);
});

test('when there is none, the page is empty and comes when the time is over', async () => {
  const { id } = await createMedia(call);
  const [{ status, body }, seconds] = await timed(eventsOf(id, 'after=1&wait=1'));
  expect([status, body]).toEqual([200, { items: [] }]);
  expect(seconds).toBeGreaterThanOrEqual(0.99);
});

test('nobody waits for what is there, for a media that is gone, or for too long', async () => {
  const { id } = await createMedia(call);
  const [{ body }, seconds] = await timed(eventsOf(id, 'wait=20'));
  expect(body.items).toHaveLength(1);
  expect(seconds).toBeLessThan(3);
  expect((await eventsOf(id, 'wait=21')).status).toBe(400);
  const waiting = timed(eventsOf(id, 'after=1&wait=15'));
  await call('DELETE', `/v1/medias/${id}`);
  const [deleted, waited] = await waiting;
  expect(deleted.body.items.map(({ type }) => type)).toEqual(['media.deleted']);
  expect(waited).toBeLessThan(5);
  const [gone, after] = await timed(eventsOf(id, 'after=99&wait=20'));
  expect([gone.body, after < 3]).toEqual([{ items: [] }, true]);
});

test('a service that stops lets nobody wait', async () => {
  const own = await startService();
  if (own.pid === undefined) return; // somebody else's service is not ours to stop
  const client = await createClient(own.url);
  const { id } = await createMedia(client);
  const waiting = timed(client<EventPage>('GET', `/v1/medias/${id}/events?after=1&wait=20`));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await own.stop();
  const [{ body }, seconds] = await waiting;
  expect(body.items).toEqual([]);
  expect(seconds).toBeLessThan(10);
});
