import { expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import type { CreatedMedia, Media, MediaSummary } from '../../shared/api/schemas/media.ts';
import { createMedia } from './support/client.ts';
import { useService } from './support/use-service.ts';

const call = useService();

const UNKNOWN = '/v1/medias/med_0000000000000000000000000';

test('a media is created, found and kept as it was given', async () => {
  const fields = { title: 'Ärger <b>🎬</b>', tags: ['a', 'b'], metadata: { key: 'wert', empty: '' } };
  const created = await call<CreatedMedia>('POST', '/v1/medias', { json: fields });
  expect(created.status).toBe(201);
  expect(created.headers.get('location')).toBe(`/v1/medias/${created.body.id}`);
  expect(created.body).toMatchObject({
    ...fields,
    status: 'AwaitingUpload',
    playable: false,
    progress: 0,
    renditions: [],
  });
  expect(created.body).not.toHaveProperty('upload');
  const { body } = await call<Media>('GET', `/v1/medias/${created.body.id}`);
  expect(body).toEqual(created.body);
});

test('what is wrong with a body is said, all at once', async () => {
  const { status, headers, body } = await call('POST', '/v1/medias', { json: { title: '', tags: ['x', 7], sise: 1 } });
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.code).toBe('invalid_request');
  expect(body.errors?.map(({ path }) => path).sort()).toEqual(['sise', 'tags.1', 'title']);
});

test.each([
  ['no body', {}, 400, 'malformed_json'],
  ['broken JSON', { raw: '{"title":', headers: { 'content-type': 'application/json' } }, 400, 'malformed_json'],
  [
    'another type',
    { raw: '{"title":"a"}', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_content_type',
  ],
  ['a list', { json: [] }, 400, 'invalid_request'],
  ['null', { json: null }, 400, 'invalid_request'],
  ['a body of a megabyte', { json: { title: 'a'.repeat(1_000_000) } }, 413, 'body_too_large'],
  ['an empty file', { json: { title: 'a', size: 0 } }, 400, 'file_empty'],
  ['a huge file', { json: { title: 'a', size: 1e15 } }, 413, 'file_too_large'],
  ['NUL in a title', { json: { title: 'a\0b' } }, 400, 'invalid_request'],
])('%s is refused', async (_what, message, status, code) => {
  const reply = await call('POST', '/v1/medias', message);
  expect(reply.status).toBe(status);
  expect(reply.body).toMatchObject({ status, code });
  expect(reply.body.detail).toMatch(/\.$/);
});

test('JSON types with parameters are fine', async () => {
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
  expect((await call<CreatedMedia>('POST', '/v1/medias', { raw: '{"title":"a"}', headers })).status).toBe(201);
});

test.each([
  ['GET', UNKNOWN, 404, 'media_not_found'],
  ['GET', '/v1/medias/x', 404, 'media_not_found'],
  ['GET', `${UNKNOWN}/events`, 404, 'media_not_found'],
  ['DELETE', `${UNKNOWN}/upload`, 404, 'media_not_found'],
  ['GET', '/v1/nothing', 404, 'route_not_found'],
  ['GET', '/v1', 404, 'route_not_found'],
  ['GET', '/v1/medias?limit=0', 400, 'invalid_request'],
  ['GET', '/v1/medias?limit=101', 400, 'invalid_request'],
  ['GET', '/v1/medias?cursor=nonsense', 400, 'invalid_request'],
  ['GET', '/v1/medias?status=Gone', 400, 'invalid_request'],
  ['GET', '/v1/medias?staus=Ready', 400, 'invalid_request'],
])('%s %s is %i %s', async (method, path, status, code) => {
  const reply = await call(method, path);
  expect(reply.body).toMatchObject({ status, code });
  expect(reply.status).toBe(status);
});

test('a wrong method is told the right ones', async () => {
  const reply = await call('PUT', '/v1/medias');
  expect(reply.status).toBe(405);
  expect(reply.body.code).toBe('method_not_allowed');
  expect(reply.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
});

test('a list is paged, newest first, without holes while others are created', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.unshift((await createMedia(call, { title: `Page ${i}` })).id);
  const seen: string[] = [];
  let query = '/v1/medias?limit=2';
  while (seen.length < 5) {
    const { body } = await call<{ items: MediaSummary[]; nextCursor?: string }>('GET', query);
    expect(body.items.length).toBeLessThanOrEqual(2);
    seen.push(...body.items.map(({ id }) => id));
    if (!body.nextCursor) break;
    await createMedia(call, { title: 'Between' });
    query = `/v1/medias?limit=2&cursor=${body.nextCursor}`;
  }
  expect(seen.slice(0, 5)).toEqual(ids);
});

test('a list can be of one status', async () => {
  const { id } = await createMedia(call);
  const awaited = await call<{ items: MediaSummary[] }>('GET', '/v1/medias?status=AwaitingUpload&limit=100');
  expect(awaited.body.items.map((media) => media.id)).toContain(id);
  const ready = await call<{ items: MediaSummary[] }>('GET', '/v1/medias?status=Ready&limit=100');
  expect(ready.body.items.every(({ status }) => status === 'Ready')).toBe(true);
});

test('events tell what happened, in order and in pages', async () => {
  const { id } = await createMedia(call, { size: 1000 });
  const { body } = await call<EventPage>('GET', `/v1/medias/${id}/events`);
  expect(body.items.map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'media.created'],
    [2, 'upload.started'],
  ]);
  const first = await call<EventPage>('GET', `/v1/medias/${id}/events?limit=1`);
  expect(first.body).toEqual({ items: body.items.slice(0, 1), nextAfter: 1 });
  const second = await call<EventPage>('GET', `/v1/medias/${id}/events?limit=1&after=1`);
  expect(second.body).toEqual({ items: body.items.slice(1) });
});
