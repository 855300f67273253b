import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeVideo, type Video } from '../acceptance/support/make-video.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { openBrowser } from './support/open-browser.ts';
import { playTo, readPlayback, seek, watchPlayback } from './support/watch-playback.ts';

let service: Service;
let browser: Browser;
let video: Video;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [service, browser, video] = await Promise.all([startService(), openBrowser(), makeVideo(40)]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await video?.remove();
});

beforeEach(async () => {
  complaints = [];
  page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(service.url) && !/^(blob|data):/.test(request.url()))
      complaints.push(`went outside: ${request.url()}`);
  });
  await page.goto(service.url);
});
afterEach(() => page.close());

const upload = async (path: string) => page.setInputFiles('#files', path);
const newestCard = () => page.locator('#medias > li').first();

test('a file goes up through the page, becomes Ready and plays over every join', async () => {
  await upload(video.path);
  const card = newestCard();
  await card.locator('[data-status="Ready"]').waitFor({ timeout: 180_000 });
  await card.getByText('source.mp4', { exact: true }).waitFor();

  await card.getByRole('button', { name: 'Play source.mp4' }).click();
  await watchPlayback(page);
  // Chunks end at 6 s and at 18 s.
  await playTo(page, 20);
  const halfway = await readPlayback(page);
  expect(halfway.error).toBeNull();
  expect(halfway.longestStallMs).toBeLessThan(500);
  expect(halfway.duration).toBeCloseTo(40, 0);

  for (const join of [18, 6, 12]) {
    await seek(page, join - 0.7);
    await playTo(page, join + 0.7);
  }
  await seek(page, 38.5);
  await page.waitForFunction(() => document.querySelector('video')?.ended, undefined, { timeout: 30_000 });
  const end = await readPlayback(page);
  expect(end).toMatchObject({ error: null, corruptedFrames: 0, hasEnded: true });
  expect(end.longestStallMs).toBeLessThan(500);
  expect(await page.locator('#player-error').isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});

test('playing may begin before everything is done', async () => {
  await upload(video.path);
  const card = newestCard();
  await card.locator('button.poster:enabled').waitFor({ timeout: 180_000 });
  await card.locator('button.poster').click();
  await watchPlayback(page);
  await playTo(page, 8);
  const { error, currentTime } = await readPlayback(page);
  expect(error).toBeNull();
  // From the beginning, not from the end of what there was.
  expect(currentTime).toBeLessThan(12);
  await page.keyboard.press('Escape');
  expect(await page.locator('#player').isVisible()).toBe(false);
  await card.locator('[data-status="Ready"]').waitFor({ timeout: 180_000 });
  expect(complaints).toEqual([]);
});

test('what fails says why, and what users write stays text', async () => {
  const name = '<img src=x onerror=alert(1)>.mp4';
  const path = join(dirname(video.path), name);
  await writeFile(path, 'this is no video');
  await upload(path);
  const card = newestCard();
  await card.locator('.failure').filter({ hasText: 'not a video or audio file' }).waitFor({ timeout: 60_000 });
  expect(await card.locator('.title').textContent()).toBe(name);
  await card.getByText('History').click();
  await card.locator('details li[data-level="Error"]').waitFor();
  expect(complaints).toEqual([]);
});

test('an empty file is refused in words', async () => {
  const path = join(dirname(video.path), 'empty.mp4');
  await writeFile(path, '');
  await upload(path);
  await page.locator('#uploads .failure').filter({ hasText: 'The file has no bytes' }).waitFor();
  await page.getByRole('button', { name: 'Cancel the upload of empty.mp4' }).click();
  expect(await page.locator('#uploads li').count()).toBe(0);
});

test('a media is deleted through the page, once the person says so', async () => {
  await upload(video.path);
  const card = newestCard();
  await card.getByText('source.mp4', { exact: true }).waitFor();
  const id = await card.getAttribute('data-id');
  const cards = await page.locator('#medias > li').count();
  const asked: string[] = [];
  const answer = (accept: boolean) =>
    page.once('dialog', (dialog) => {
      asked.push(dialog.message());
      return accept ? dialog.accept() : dialog.dismiss();
    });
  const button = card.getByRole('button', { name: 'Delete source.mp4' });
  answer(false);
  await button.click();
  expect(await page.locator('#medias > li').count()).toBe(cards);
  answer(true);
  await button.click();
  await page.locator(`#medias > li[data-id="${id}"]`).waitFor({ state: 'detached' });
  expect(asked).toEqual(Array(2).fill('Delete “source.mp4” and all its files? This cannot be undone.'));
  expect((await fetch(`${service.url}/v1/medias/${id}`)).status).toBe(404);
});

test('a media that somebody else deleted leaves the page', async () => {
  const create = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"title":"For a moment"}' };
  const { id } = (await (await fetch(`${service.url}/v1/medias`, create)).json()) as { id: string };
  await page.reload();
  const card = page.locator(`#medias > li[data-id="${id}"]`);
  await card.waitFor();
  expect((await fetch(`${service.url}/v1/medias/${id}`, { method: 'DELETE' })).status).toBe(202);
  await card.waitFor({ state: 'detached' });
});
