import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MediaSummary } from '../../shared/api/schemas/media.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { openBrowser } from './support/open-browser.ts';

let service: Service;
let browser: Browser;
let page: Page;
let folder: string;
let path: string;

/** A little above the default threshold for uploads in parts; nothing that could be played. */
const LARGE = 65 * 1024 * 1024;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-browser-'));
  path = join(folder, 'large.bin');
  const file = await open(path, 'w');
  await file.truncate(LARGE);
  await file.close();
  [service, browser] = await Promise.all([startService(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(service.url);
});
afterEach(() => page.close());

const PARTS = /partNumber=/;

const newestMedia = async (): Promise<MediaSummary | undefined> => {
  const { items }: { items: MediaSummary[] } = await (await fetch(`${service.url}/v1/medias?limit=1`)).json();
  return items[0];
};

test('a large file goes up in parts, and a lost one is sent again', async () => {
  const tries = new Map<string, number>();
  await page.route(PARTS, async (route) => {
    const part = new URL(route.request().url()).searchParams.get('partNumber') ?? '';
    const isFirstTry = !tries.has(part);
    tries.set(part, (tries.get(part) ?? 0) + 1);
    if (part === '2' && isFirstTry) await route.abort('connectionreset');
    else await route.continue();
  });
  await page.setInputFiles('#files', path);
  // The whole file has arrived when the service has looked into it.
  await page.locator('#medias .failure').filter({ hasText: 'not a video or audio file' }).waitFor({ timeout: 120_000 });
  expect(Object.fromEntries(tries)).toEqual({ 1: 1, 2: 2, 3: 1, 4: 1, 5: 1 });
  expect(await page.locator('#uploads li').count()).toBe(0);
});

test('cancelling drops what was sent', async () => {
  await page.route(PARTS, async (route) => {
    if (route.request().url().includes('partNumber=1&')) await route.continue();
    // The others never end.
  });
  await page.setInputFiles('#files', path);
  const answer = await page.waitForResponse((response) => PARTS.test(response.url()));
  expect(answer.status()).toBe(200);
  expect(await newestMedia()).toMatchObject({ status: 'AwaitingUpload', pendingUpload: { size: LARGE } });
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'DELETE'),
    page.getByRole('button', { name: 'Cancel the upload of large.bin' }).click(),
  ]);
  await page.locator('#uploads li').waitFor({ state: 'detached' });
  expect(await newestMedia()).not.toHaveProperty('pendingUpload');
});
