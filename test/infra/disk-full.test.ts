import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Health } from '../../shared/api/schemas/health.ts';
import type { CreatedMedia } from '../../shared/api/schemas/media.ts';
import { canMount, mountTmpfs } from '../support/mount-tmpfs.ts';
import { readyAt, startProcess } from './support/start-process.ts';
import { waitUntil } from './support/wait-until.ts';

const MAIN = join(import.meta.dirname, '../../infra/local/main.ts');

it.skipIf(!(await canMount()))(
  'the whole service on a disk that is full says so, refuses, and goes on when there is room (needs root, to mount one)',
  async (test) => {
    const disk = await mountTmpfs(300);
    test.onTestFinished(disk.remove);
    const service = startProcess(test, [MAIN], { PORT: '0', GILFOYLE_DATA: join(disk.path, 'data') });
    const url = await readyAt(service);
    const call = async <Body>(path: string, json?: object) => {
      const init = { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
      const answer = await fetch(url + path, json ? init : undefined);
      return { status: answer.status, body: (await answer.json()) as Body };
    };
    const put = (upload: CreatedMedia['upload'], body: string) => {
      if (!upload || !('url' in upload)) throw new Error('no single upload');
      return fetch(upload.url, { method: 'PUT', body, headers: upload.headers });
    };
    const health = () => call<Health>('/healthz');

    const { body: before } = await call<CreatedMedia>('/v1/medias', { title: 'before', size: 5 });
    await disk.fill();
    const full = await health();
    expect(full.status).toBe(503);
    expect(full.body.checks.disk).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('Delete medias'),
    });
    expect(full.body.checks.disk?.freeBytes).toBeLessThan(1024 * 1024);
    const refused = await put(before.upload, 'bytes');
    expect([refused.status, await refused.text()]).toEqual([
      503,
      expect.stringContaining('<Code>ServiceUnavailable</Code>'),
    ]);
    // The ledger may have room left in files that it has; if not, it says so.
    for (let tries = 0; tries < 30; tries++) {
      const { status } = await call('/v1/medias', { title: 'x'.repeat(200), metadata: { text: 'y'.repeat(500) } });
      expect([201, 503]).toContain(status);
    }
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^gilfoyle_health\{part="disk"\} 0$/m);
    expect(metrics).toMatch(/^gilfoyle_disk_free_bytes \d+$/m);
    expect(metrics).toMatch(/^gilfoyle_medias_overdue 0$/m);

    await disk.empty();
    await waitUntil(async () => (await health()).status === 200);
    expect((await put(before.upload, 'bytes')).status).toBe(200);
    expect((await call('/v1/medias', { title: 'after' })).status).toBe(201);
    // Not a media, which its ingest finds out: so event, queue and ledger are all there again.
    await waitUntil(
      async () => (await call<{ status: string }>(`/v1/medias/${before.id}`)).body.status === 'Errored',
      60,
    );
  },
);
