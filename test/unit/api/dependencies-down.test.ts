import type { Context } from 'aws-lambda';
import { afterAll, expect, test } from 'vitest';
import { createHandler } from '../../../functions/api/handler.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { closeDeps, createDeps } from '../../../shared/runtime/create-deps.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import type { HttpEvent } from '../../../shared/runtime/http-stack.ts';
import { deadEnvironment } from './support/dead-environment.ts';

/** Real clients, and nobody at the other end. */
const deps = await createDeps({ config: DEFAULT_CONFIG, environment: readEnvironment(deadEnvironment) });
const handler = createHandler(deps);

afterAll(() => closeDeps(deps));

const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const event = {
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    requestContext: { requestId: 'request-1', http: { method, path } },
    version: '2.0',
    ...(body ? { body: JSON.stringify(body) } : {}),
  } as unknown as HttpEvent;
  const answer = await handler(event, {} as Context);
  return { ...answer, body: JSON.parse(answer.body ?? 'null') };
};

test('health names every part that does not answer, within its time', async () => {
  const began = performance.now();
  const { statusCode, body } = await send('GET', '/healthz');
  expect(performance.now() - began).toBeLessThan(3500);
  expect(statusCode).toBe(503);
  expect(body.status).toBe('failed');
  for (const check of Object.values(body.checks)) {
    expect(check).toMatchObject({ status: 'failed', message: expect.stringMatching(/^(The|A) .*\.$/) });
  }
  expect(body.checks.database.message).toBe('The database cannot be reached.');
  expect(JSON.stringify(body)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|nobody/);
});

test.each([
  ['a list', 'GET', '/v1/medias', undefined, {}],
  ['a creation', 'POST', '/v1/medias', { title: 'a' }, {}],
  ['a creation with a key', 'POST', '/v1/medias', { title: 'a' }, { 'idempotency-key': 'a' }],
])('%s is told to come again', async (_what, method, path, body, headers) => {
  const answer = await send(method, path, body, headers);
  expect(answer.statusCode).toBe(503);
  expect(answer.headers).toMatchObject({ 'retry-after': '5', 'access-control-allow-origin': '*' });
  expect(answer.body.code).toBe('dependency_unavailable');
  expect(JSON.stringify(answer.body)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
});

test('what needs nobody still works', async () => {
  expect((await send('GET', '/openapi.json')).statusCode).toBe(200);
  expect((await send('POST', '/v1/medias', { title: '' })).statusCode).toBe(400);
});

test('metrics say which part is down, and leave out what cannot be counted', async () => {
  const event = {
    headers: {},
    requestContext: { requestId: 'request-1', http: { method: 'GET', path: '/metrics' } },
    version: '2.0',
  };
  const { statusCode, body } = await handler(event as unknown as HttpEvent, {} as Context);
  expect(statusCode).toBe(200);
  expect(body).toMatch(/^gilfoyle_health\{part="database"\} 0$/m);
  expect(body).not.toMatch(/^gilfoyle_medias/m);
});
