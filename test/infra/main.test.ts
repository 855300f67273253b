import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readyAt, startProcess } from './support/start-process.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

const start = (test: Cleaning, data: string, env: Record<string, string> = {}, cwd?: string) =>
  startProcess(
    test,
    [join(import.meta.dirname, '../../infra/local/main.ts')],
    { PORT: '0', GILFOYLE_DATA: data, ...env },
    cwd,
  );

it('says once that it is ready, refuses a second instance, stops cleanly, and keeps its state', async (test) => {
  const data = await temporaryFolder(test);
  const first = start(test, data);
  const url = await readyAt(first);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const created = await fetch(`${url}/v1/medias`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'kept' }),
  });
  const { id } = (await created.json()) as { id: string };
  expect((await stat(join(data, 'credentials.json'))).mode & 0o777).toBe(0o600);

  const second = start(test, data);
  expect(await second.ended).toBe(1);
  expect(second.stderr()).toContain(`is in use by process ${first.child.pid}`);
  expect(second.stdout()).toBe('');

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.stdout()).toBe(`Gilfoyle is ready at ${url}\n`);

  const began = performance.now();
  const third = start(test, data);
  const again = await readyAt(third);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(await (await fetch(`${again}/v1/medias/${id}`)).json()).toMatchObject({ id, title: 'kept' });
  third.child.kill('SIGINT');
  expect(await third.ended).toBe(0);
});

it('starts over the data of a process that was killed', async (test) => {
  const data = await temporaryFolder(test);
  const first = start(test, data);
  await readyAt(first);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = start(test, data);
  const url = await readyAt(second);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

it('stops when asked while it is starting', async (test) => {
  const service = start(test, await temporaryFolder(test));
  await waitUntil(() => service.stderr().includes('Queues'));
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
  expect(service.stdout()).toBe('');
});

it('says in a sentence why it can’t start, and what to do', async (test) => {
  const folder = await temporaryFolder(test);
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  test.onTestFinished(() => void blocker.close());
  const { port } = blocker.address() as AddressInfo;
  const file = join(folder, 'file');
  await writeFile(file, '');
  await writeFile(join(folder, 'gilfoyle.yaml'), 'encoding:\n  retires: 3\n  gopSeconds: soon\n');
  await mkdir(join(folder, 'elsewhere'));
  const elsewhere = join(folder, 'elsewhere');
  const data = join(folder, 'data');

  const cases = [
    [start(test, data, { PORT: String(port) }), `Port ${port} is in use.`, 'set PORT'],
    [start(test, data, { PORT: 'eighty' }), 'PORT=eighty must be a port'],
    [start(test, file), `${file} cannot be used: there is a file in its place`, 'GILFOYLE_DATA'],
    [
      start(test, data, {}, folder),
      'retires: there is no such setting; did you mean retries?',
      'gopSeconds: found "soon"',
    ],
    [
      start(test, data, { GILFOYLE_UPLOD: '1' }, elsewhere),
      'GILFOYLE_UPLOD in the environment: there is no such setting',
    ],
    [start(test, `${data}2`, { GILFOYLE_HOST: '192.0.2.1' }), 'no address 192.0.2.1', 'GILFOYLE_HOST'],
  ] as const;
  for (const [service, ...sentences] of cases) {
    expect(await service.ended).toBe(1);
    for (const sentence of sentences) expect(service.stderr()).toContain(sentence);
    expect(service.stderr()).not.toMatch(/^ +at /m);
    expect(service.stdout()).toBe('');
  }
});
