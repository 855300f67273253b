import { expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import type { Media } from '../../shared/api/schemas/media.ts';
import { createMedia } from './support/client.ts';
import { useService } from './support/use-service.ts';

const call = useService();

const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' };
const pathOf = ({ id }: { readonly id: string }): string => `/v1/medias/${id}`;
const patch = <Body = Media>(path: string, fields: unknown, headers: Readonly<Record<string, string>> = {}) =>
  call<Body>('PATCH', path, { raw: JSON.stringify(fields), headers: { ...MERGE_PATCH, ...headers } });
const tagOf = ({ headers }: { readonly headers: Headers }): string => headers.get('etag') ?? '';

test('a merge patch changes what it names, and null removes', async () => {
  const path = pathOf(await createMedia(call, { title: 'Draft', tags: ['a'], metadata: { keep: '1', drop: '2' } }));
  const { status, body } = await patch(path, { title: 'Final', metadata: { drop: null, add: '3' } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ title: 'Final', tags: ['a'], metadata: { keep: '1', add: '3' } });
  expect(body.metadata).not.toHaveProperty('drop');
  expect((await call<Media>('GET', path)).body).toEqual(body);
  expect((await patch(path, { tags: null, metadata: null })).body).toMatchObject({ tags: [], metadata: {} });
  const { items } = (await call<EventPage>('GET', `${path}/events`)).body;
  expect(
    items.filter(({ type }) => type === 'media.updated').map(({ data }) => (data as { changed: unknown }).changed),
  ).toEqual([
    ['title', 'metadata'],
    ['tags', 'metadata'],
  ]);
});

test('a patch that changes nothing leaves no trace', async () => {
  const path = pathOf(await createMedia(call, { title: 'As it is', metadata: { a: '1' } }));
  const before = await call<Media>('GET', path);
  for (const same of [{}, { title: 'As it is' }, { metadata: { a: '1', b: null } }]) {
    const after = await patch(path, same);
    expect(after.body).toEqual(before.body);
    expect(tagOf(after)).toBe(tagOf(before));
  }
});

test.each([
  ['no title', { title: null }, 'title'],
  ['a blank title', { title: '  ' }, 'title'],
  ['what only we write', { status: 'Ready' }, 'status'],
  ['a number as metadata', { metadata: { a: 1 } }, 'metadata.a'],
  ['no object', [], 'body'],
])('%s is refused, and nothing changes', async (_what, fields, field) => {
  const path = pathOf(await createMedia(call, { title: 'Stays' }));
  const before = await call('GET', path);
  const reply = await call('PATCH', path, { raw: JSON.stringify(fields), headers: MERGE_PATCH });
  expect(reply.status).toBe(400);
  expect(reply.body).toMatchObject({ code: 'invalid_request', errors: [{ path: field }] });
  expect((await call('GET', path)).body).toEqual(before.body);
});

test('metadata stays within its limit, whichever way it grows', async () => {
  const keys = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${from + i}`, 'x']));
  const path = pathOf(await createMedia(call, { metadata: keys(0, 49) }));
  expect((await patch(path, { metadata: keys(49, 1) })).status).toBe(200);
  const reply = await patch<{ code: string }>(path, { metadata: keys(50, 1) });
  expect([reply.status, reply.body.code]).toEqual([400, 'invalid_request']);
  const swapped = await patch(path, { metadata: { ...keys(50, 1), 'key-0': null } });
  expect(Object.keys(swapped.body.metadata)).toHaveLength(50);
});

test('whoever has read a former state overwrites nothing', async () => {
  const path = pathOf(await createMedia(call, { title: 'One' }));
  const tag = tagOf(await call('GET', path));
  const first = await patch(path, { title: 'Two' }, { 'if-match': tag });
  expect(first.status).toBe(200);
  expect(tagOf(first)).not.toBe(tag);
  const second = await patch<{ code: string }>(path, { title: 'Three' }, { 'if-match': tag });
  expect([second.status, second.body.code, tagOf(second)]).toEqual([412, 'precondition_failed', tagOf(first)]);
  expect((await call<Media>('GET', path)).body.title).toBe('Two');
  // Any state will do, or one of several.
  expect((await patch(path, { title: 'Four' }, { 'if-match': '*' })).status).toBe(200);
  const latest = tagOf(await call('GET', path));
  expect((await patch(path, { title: 'Five' }, { 'if-match': `"x", ${latest}` })).status).toBe(200);
  // A header that is none is no licence.
  expect((await patch(path, { title: 'Six' }, { 'if-match': 'nonsense' })).status).toBe(412);
});

test('of many who change the same state at once, one does', async () => {
  const path = pathOf(await createMedia(call, { title: 'Start' }));
  const tag = tagOf(await call('GET', path));
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, i) => patch(path, { title: `By ${i}` }, { 'if-match': tag })),
  );
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)]);
});

test('a media is deleted only as it was read', async () => {
  const path = pathOf(await createMedia(call));
  const tag = tagOf(await call('GET', path));
  const { headers } = await patch(path, { tags: ['changed'] });
  expect((await call('DELETE', path, { headers: { 'if-match': tag } })).status).toBe(412);
  expect((await call('GET', path)).status).toBe(200);
  expect((await call('DELETE', path, { headers: { 'if-match': headers.get('etag') ?? '' } })).status).toBe(202);
  expect((await call('GET', path)).status).toBe(404);
});

test('who has it already is told so', async () => {
  const path = pathOf(await createMedia(call));
  const tag = tagOf(await call('GET', path));
  for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
    const reply = await call('GET', path, { headers: { 'if-none-match': known } });
    expect([reply.status, reply.body, tagOf(reply)]).toEqual([304, undefined, tag]);
  }
  await patch(path, { tags: ['new'] });
  const reply = await call<Media>('GET', path, { headers: { 'if-none-match': tag } });
  expect([reply.status, reply.body.tags]).toEqual([200, ['new']]);
});

test('a media that does not exist is not patched', async () => {
  expect((await patch('/v1/medias/med_0000000000000000000000000', {})).status).toBe(404);
});
