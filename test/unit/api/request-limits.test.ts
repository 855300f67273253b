import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ANYONE } from '../../../shared/access/caller.ts';
import { parseRequest } from '../../../shared/api/requests/parse-request.ts';
import { route } from '../../../shared/api/requests/route.ts';
import { CreateMediaBody } from '../../../shared/api/schemas/media.ts';
import type { HttpEvent } from '../../../shared/runtime/http-stack.ts';
import { Problem } from '../../../shared/runtime/problem.ts';

const create = route({
  method: 'POST',
  path: '/v1/medias',
  operationId: 'createMedia',
  access: 'public',
  summary: '',
  body: { schema: CreateMediaBody },
  answers: {},
  run: () => Promise.reject(new Error('not called')),
});

const refusal = (body: string | Buffer, headers: Record<string, string> = {}): Problem => {
  const event = {
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as HttpEvent;
  try {
    parseRequest(create, event, ANYONE);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

const DEEP = 100_000;

test.each([
  ['lists in lists', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, 'invalid_request'],
  ['objects in objects', `${'{"a":'.repeat(DEEP / 4)}1${'}'.repeat(DEEP / 4)}`, 'invalid_request'],
  [
    'depth inside of a field',
    `{"title":"a","metadata":{"a":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}}`,
    'invalid_request',
  ],
  ['depth that never ends', '['.repeat(250_000), 'malformed_json'],
  ['a prototype', '{"title":"a","__proto__":{"isAdmin":true}}', 'invalid_request'],
  ['more than 256 KiB', JSON.stringify({ title: 'a'.repeat(300_000) }), 'body_too_large'],
  ['a number without end', `{"title":"a","size":1e999}`, 'invalid_request'],
])('%s are refused', (_what, body, code) => {
  expect(refusal(body).code).toBe(code);
});

test('a compressed body is refused, whatever it would become', () => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));
  const problem = refusal(bomb, { 'content-encoding': 'gzip' });
  expect(problem).toMatchObject({ code: 'unsupported_content_type', headers: { 'accept-encoding': 'identity' } });
});

test('a refusal stays small, however much is wrong', () => {
  const body = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${'x'.repeat(30)}${i}`, i]));
  const { message, errors } = refusal(JSON.stringify({ ...body, ['y'.repeat(10_000)]: 1 }));
  expect(errors).toHaveLength(20);
  expect(message.length).toBeLessThan(3000);
  expect(message).toMatch(/and 49\d\d more\.$/);
  const long = refusal(JSON.stringify({ title: 'a', ['y'.repeat(10_000)]: 1 }));
  expect(long.message.length).toBeLessThan(300);
});
