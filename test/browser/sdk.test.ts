import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Gilfoyle from '../../sdk/index.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { openBrowser } from './support/open-browser.ts';
import { type Site, servePage } from './support/serve-page.ts';

/** The client on a page, where bytes are counted as they leave. Five parts, of nothing that could be played. */
const MIB = 1024 * 1024;
const BYTES = 65 * MIB;

type GilfoyleWindow = { readonly gilfoyle: typeof Gilfoyle };

let service: Service;
let browser: Browser;
let site: Site;
let page: Page;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-sdk-'));
  const path = join(folder, 'large.bin');
  const file = await open(path, 'w');
  await file.truncate(BYTES);
  await file.close();
  [service, browser, site] = await Promise.all([
    startService(),
    openBrowser(),
    servePage(new URL('../../sdk/index.ts', import.meta.url), 'gilfoyle'),
  ]);
  page = await browser.newPage();
  await page.goto(site.url);
  await page.setInputFiles('input', path);
});
afterAll(async () => {
  await browser?.close();
  site?.stop();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Sends the chosen file; with `stopAt` only until so many bytes have left. */
const send = (options: { resume?: string; stopAt?: number }) =>
  page.evaluate(
    async ([baseUrl, { resume, stopAt = Number.POSITIVE_INFINITY }]) => {
      const { createClient, upload } = (globalThis as unknown as GilfoyleWindow).gilfoyle;
      const file = document.querySelector('input')?.files?.[0];
      if (!file) throw new Error('No file was chosen');
      const stopping = new AbortController();
      const progress: number[] = [];
      let id = '';
      const ending = await upload(createClient({ baseUrl }), file, {
        ...(resume === undefined ? {} : { resume }),
        signal: stopping.signal,
        onCreated: (media) => {
          id = media.id;
        },
        onProgress: ({ sentBytes }) => {
          progress.push(sentBytes);
          if (sentBytes >= stopAt) stopping.abort(new Error('enough'));
        },
      }).then(
        ({ title }) => title,
        (error: unknown) => String(error),
      );
      return { id, ending, progress };
    },
    [service.url, options] as const,
  );

test('a page sends a large file, stops, and sends the rest', async () => {
  const parts: string[] = [];
  page.on('response', (response) => {
    if (response.request().method() !== 'PUT' || !response.ok()) return;
    parts.push(new URL(response.url()).searchParams.get('partNumber') ?? '');
  });
  const first = await send({ stopAt: 40 * MIB });
  expect(first.ending).toContain('enough');
  const stored = parts.length;
  expect(stored).toBeLessThan(5);

  const second = await send({ resume: first.id });
  expect([second.id, second.ending]).toEqual([first.id, 'large.bin']);
  // Finer than parts, and never more than there is.
  expect(first.progress.length + second.progress.length).toBeGreaterThan(10);
  expect(Math.max(...second.progress)).toBe(BYTES);
  expect(new Set(parts).size).toBe(parts.length);
});

test('a refusal reaches a page of another origin with all that it says', async () => {
  const refused = await page.evaluate(async (baseUrl) => {
    const { createClient, GilfoyleError } = (globalThis as unknown as GilfoyleWindow).gilfoyle;
    return createClient({ baseUrl })
      .createMedia({ body: { title: ' ' } })
      .then(
        () => undefined,
        (error: unknown) => error instanceof GilfoyleError && { ...error },
      );
  }, service.url);
  expect(refused).toMatchObject({ code: 'invalid_request', status: 400, errors: [{ path: 'title' }] });
});
