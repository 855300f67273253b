import { expect, test } from 'vitest';
import type { Health } from '../../shared/api/schemas/health.ts';
import { useService } from './support/use-service.ts';

const call = useService();

test('health is told by dependency', async () => {
  const { status, body } = await call<Health>('GET', '/healthz');
  expect(body.status).not.toBe('failed');
  expect(status).toBe(200);
  const { disk, ...checks } = body.checks;
  if (disk) expect(disk.freeBytes).toBeGreaterThan(0);
  expect(Object.keys(checks).sort()).toEqual([
    'database',
    'idempotencyTable',
    'mediaBucket',
    'originalsBucket',
    'queues',
  ]);
});

test('metrics are Prometheus text', async () => {
  const { body, headers } = await call<string>('GET', '/metrics');
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toMatch(/^gilfoyle_medias\{status="Ready"\} \d+$/m);
  expect(body).toMatch(/^gilfoyle_medias_overdue 0$/m);
  expect(body).toMatch(/^gilfoyle_health\{part="database"\} 1$/m);
  expect(body).toMatch(/^gilfoyle_open_tasks\{status="Pending"\} \d+$/m);
  expect(body).toMatch(/^gilfoyle_queue_messages\{queue="transcode",state="visible"\} \d+$/m);
  for (const line of body.trim().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [\d.]+)$/);
  }
});

test('the contract is there for programs and for people', async () => {
  expect((await call<{ openapi: string }>('GET', '/openapi.json')).body.openapi).toBe('3.1.0');
  const docs = await call<string>('GET', '/docs');
  expect(docs.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(docs.body).toContain('POST /v1/medias');
});

test('pages of other origins may call', async () => {
  const preflight = await call('OPTIONS', '/v1/medias', {
    headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  const refused = await call('GET', '/v1/medias/x', { headers: { origin: 'https://example.com' } });
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
});

test('HEAD is GET without the body', async () => {
  const { status, body, headers } = await call('HEAD', '/v1/medias');
  expect(status).toBe(200);
  expect(body).toBeUndefined();
  expect(headers.get('content-type')).toBe('application/json');
});
