import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CreatedMedia } from '../../shared/api/schemas/media.ts';
import { createMedia } from './support/client.ts';
import { useService } from './support/use-service.ts';

const call = useService();

const create = (json: object, key: string) =>
  call<CreatedMedia & { code?: string }>('POST', '/v1/medias', { json, headers: { 'idempotency-key': key } });

test('the same request with the same key is done once and answered alike', async () => {
  const key = randomUUID();
  const first = await create({ title: 'Once', size: 100 }, key);
  const again = await create({ size: 100, title: 'Once' }, key);
  expect(first.status).toBe(201);
  expect(again.status).toBe(201);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
});

test('other keys are other requests', async () => {
  const first = await create({ title: 'Twice' }, randomUUID());
  const second = await create({ title: 'Twice' }, randomUUID());
  expect(second.body.id).not.toBe(first.body.id);
});

test('another body with the same key is refused', async () => {
  const key = randomUUID();
  await create({ title: 'One' }, key);
  const reply = await create({ title: 'Two' }, key);
  expect(reply.status).toBe(422);
  expect(reply.body.code).toBe('idempotency_key_reused');
});

test('of many at once one is done; the others get its answer, or are told to wait', async () => {
  const key = randomUUID();
  const replies = await Promise.all(Array.from({ length: 8 }, () => create({ title: 'Race' }, key)));
  const created = replies.filter(({ status }) => status === 201);
  const waiting = replies.filter(({ status }) => status === 409);
  expect(created.length + waiting.length).toBe(8);
  expect(new Set(created.map(({ body }) => body.id)).size).toBe(1);
  for (const { body, headers } of waiting) {
    expect(body.code).toBe('request_in_progress');
    expect(headers.get('retry-after')).toBe('5');
  }
});

test('a refused request is not remembered', async () => {
  const key = randomUUID();
  expect((await create({ title: '' }, key)).status).toBe(400);
  expect((await create({ title: 'Now it is right' }, key)).status).toBe(201);
});

test('a key belongs to its address', async () => {
  const key = randomUUID();
  const { id } = (await create({ title: 'Shared key' }, key)).body;
  const headers = { 'idempotency-key': key };
  const upload = await call<{ url: string }>('POST', `/v1/medias/${id}/upload`, { json: { size: 10 }, headers });
  expect(upload.status).toBe(200);
});

test('an answer with a thousand signed addresses is remembered, too', async () => {
  const { id } = await createMedia(call);
  const send = () =>
    call<{ uploadId: string; parts: { url: string }[] }>('POST', `/v1/medias/${id}/upload`, {
      json: { size: 40 * 1024 ** 3 },
      headers: { 'idempotency-key': 'a-thousand' },
    });
  const first = await send();
  expect(first.body.parts).toHaveLength(1000);
  expect((await send()).body).toEqual(first.body);
});

test('a key that cannot be one is refused', async () => {
  expect((await create({ title: 'a' }, 'with blanks in it')).status).toBe(400);
  expect((await create({ title: 'a' }, 'x'.repeat(256))).status).toBe(400);
});
