import { expect, test } from 'vitest';
import { createClient, GilfoyleError, listMedias } from '../../../sdk/index.ts';
import { serveAnswers } from './serve-answers.ts';

const MEDIA = { id: 'med_1', title: 'One' };
const problem = (status: number, code: string, more: object = {}) => ({
  status,
  body: { type: `/docs#problem-${code}`, title: 'No', status, code, detail: 'That is why.', requestId: 'r-1', ...more },
});
const unavailable = { ...problem(503, 'dependency_unavailable'), headers: { 'retry-after': '0' } };

test('an operation is sent as the contract has it, with the key and an Idempotency-Key', async () => {
  await using server = await serveAnswers({ status: 201, body: MEDIA }, { status: 200, body: MEDIA });
  const client = createClient({ baseUrl: `${server.baseUrl}/`, apiKey: 'gk_secret' });
  expect(await client.createMedia({ body: { title: 'One' } })).toEqual(MEDIA);
  await client.updateMedia({ path: { id: 'a/b' }, header: { 'If-Match': '"7"' }, body: { tags: null } });
  const [created, patched] = server.asked;
  expect(created).toMatchObject({ method: 'POST', url: '/v1/medias', body: '{"title":"One"}' });
  expect(created?.headers).toMatchObject({ authorization: 'Bearer gk_secret', 'content-type': 'application/json' });
  expect(created?.headers['idempotency-key']).toMatch(/^[!-~]{8,}$/);
  expect(patched).toMatchObject({ method: 'PATCH', url: '/v1/medias/a%2Fb', body: '{"tags":null}' });
  expect(patched?.headers).toMatchObject({ 'if-match': '"7"', 'content-type': 'application/merge-patch+json' });
  expect(patched?.headers).not.toHaveProperty('idempotency-key');
});

test('what may help is repeated as the same request, with the same key', async () => {
  await using server = await serveAnswers(unavailable, undefined, { status: 502 }, { status: 201, body: MEDIA });
  expect(await createClient(server).createMedia({ body: { title: 'One' } })).toEqual(MEDIA);
  expect(server.asked).toHaveLength(4);
  expect(new Set(server.asked.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`)).size).toBe(1);
});

test('a refusal is thrown at once, with all that it says', async () => {
  const errors = [{ path: 'title', message: 'must not be blank' }];
  await using server = await serveAnswers(problem(400, 'invalid_request', { errors }));
  const refused = await createClient(server)
    .createMedia({ body: { title: ' ' } })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(GilfoyleError);
  expect(refused).toMatchObject({
    code: 'invalid_request',
    status: 400,
    detail: 'That is why.',
    requestId: 'r-1',
    errors,
  });
  expect(server.asked).toHaveLength(1);
});

test('whoever would have to wait for long is told so instead', async () => {
  await using server = await serveAnswers({ ...problem(429, 'too_many_uploads'), headers: { 'retry-after': '60' } });
  await expect(createClient(server).createMedia({ body: { title: 'One' } })).rejects.toMatchObject({
    code: 'too_many_uploads',
    retryAfter: 60,
  });
});

test('repeating ends', async () => {
  await using server = await serveAnswers(unavailable, unavailable, unavailable);
  await expect(createClient({ ...server, retries: 2 }).getHealth()).rejects.toMatchObject({ status: 503 });
  expect(server.asked).toHaveLength(3);
});

test('a service that is not there is an error of its own kind', async () => {
  const server = await serveAnswers();
  await server[Symbol.asyncDispose]();
  await expect(createClient({ ...server, retries: 1 }).getHealth()).rejects.toMatchObject({
    code: 'unreachable',
    status: 0,
  });
});

test('an abort ends the waiting between tries, with its reason', async () => {
  await using server = await serveAnswers({ ...unavailable, headers: { 'retry-after': '20' } });
  const reason = new Error('enough');
  const signal = AbortSignal.any([AbortSignal.timeout(5000)]);
  const stopping = new AbortController();
  const call = createClient(server).getHealth({}, { signal: AbortSignal.any([signal, stopping.signal]) });
  setTimeout(() => stopping.abort(reason), 100);
  await expect(call).rejects.toBe(reason);
});

test('status and headers can be had, also of an answer without a body', async () => {
  await using server = await serveAnswers({ status: 304, headers: { etag: '"7"' } });
  const { data, status, headers } = await createClient(server).request('getMedia', {
    path: { id: 'med_1' },
    header: { 'If-None-Match': '"7"' },
  });
  expect([data, status, headers.get('etag')]).toEqual([undefined, 304, '"7"']);
});

test('a list is read page by page, as far as it is taken', async () => {
  const page = (id: string, nextCursor?: string) => ({ status: 200, body: { items: [{ id }], nextCursor } });
  await using server = await serveAnswers(page('a', 'x&y'), page('b', 'z'));
  const ids: string[] = [];
  for await (const { id } of listMedias(createClient(server), { status: 'Ready', limit: 1 })) {
    ids.push(id);
    if (id === 'b') break;
  }
  expect(ids).toEqual(['a', 'b']);
  expect(server.asked.map(({ url }) => url)).toEqual([
    '/v1/medias?status=Ready&limit=1',
    '/v1/medias?status=Ready&limit=1&cursor=x%26y',
  ]);
});
