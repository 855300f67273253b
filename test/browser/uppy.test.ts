import { open } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, waitUntilReady } from '../../sdk/index.ts';
import { makeVideo, type Video } from '../acceptance/support/make-video.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { createSdk } from '../acceptance/support/use-sdk.ts';
import { openBrowser } from './support/open-browser.ts';
import { type Site, servePage } from './support/serve-page.ts';
import type { UppyPage } from './support/uppy-page.ts';

/** A client that nobody here wrote, on a page of another origin. */
const MIB = 1024 * 1024;
const BYTES = 300 * MIB;
const PARTS = Math.ceil(BYTES / (16 * MIB));

type UppyWindow = { readonly uppyPage: UppyPage };

let service: Service;
let client: Client;
let browser: Browser;
let video: Video;
let site: Site;

/** A video that can be played, followed by a box of nothing, so that it has 300 MB. */
const enlarge = async (path: string): Promise<void> => {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const head = Buffer.alloc(8);
  head.writeUInt32BE(BYTES - size);
  head.write('free', 4);
  await file.write(head, 0, 8, size);
  await file.truncate(BYTES);
  await file.close();
};

beforeAll(async () => {
  [service, browser, video] = await Promise.all([startService(), openBrowser(), makeVideo(4)]);
  client = await createSdk(service);
  await enlarge(video.path);
  site = await servePage(new URL('support/uppy-page.ts', import.meta.url));
});
afterAll(async () => {
  await browser?.close();
  site?.stop();
  await service?.stop();
  await video?.remove();
});

const partOf = (address: string): number => Number(new URL(address).searchParams.get('partNumber'));

/** A tab with the file chosen, and the parts that it sends. */
const openTab = async (): Promise<{ page: Page; begun: number[]; close: () => Promise<void> }> => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const begun: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') begun.push(partOf(request.url()));
  });
  await page.goto(site.url);
  await page.setInputFiles('input', video.path);
  return { page, begun, close: () => context.close() };
};
const stateOf = (page: Page) => page.evaluate(() => (globalThis as unknown as UppyWindow).uppyPage.state);

test('Uppy sends 300 MB in parts, is killed half way, and goes on in a new tab with what is missing', async () => {
  const first = await openTab();
  const isHalfWay = new Promise<void>((resolve) => {
    let stored = 0;
    first.page.on('response', (response) => {
      if (response.request().method() === 'PUT' && response.ok() && ++stored === Math.floor(PARTS / 2)) resolve();
    });
  });
  await first.page.evaluate((url) => (globalThis as unknown as UppyWindow).uppyPage.start(url), service.url);
  await isHalfWay;
  const { key = '', uploadId = '', isComplete } = await stateOf(first.page);
  expect(isComplete).toBe(false);
  await first.close();

  const path = { id: key };
  const { parts: kept } = await client.listParts({ path });
  expect(kept.length).toBeGreaterThanOrEqual(Math.floor(PARTS / 2));
  expect(kept.length).toBeLessThan(PARTS);

  const second = await openTab();
  await second.page.evaluate(([url, resume]) => (globalThis as unknown as UppyWindow).uppyPage.start(url, resume), [
    service.url,
    { key, uploadId },
  ] as const);
  await second.page.waitForFunction(
    () => {
      const { isComplete: isDone, error } = (globalThis as unknown as UppyWindow).uppyPage.state;
      return isDone || error !== undefined;
    },
    undefined,
    { timeout: 120_000 },
  );
  expect(await stateOf(second.page)).toMatchObject({ isComplete: true });

  // What was on its way when the tab was closed may have arrived after all; nothing else is sent twice.
  const missing = PARTS - kept.length;
  expect(second.begun.length).toBeGreaterThanOrEqual(missing - 2);
  expect(second.begun.length).toBeLessThanOrEqual(missing);
  const isKept = new Set(kept.map(({ partNumber }) => partNumber));
  expect(second.begun.filter((part) => isKept.has(part))).toEqual([]);
  expect(new Set(second.begun).size).toBe(second.begun.length);

  const media = await waitUntilReady(client, key, { timeout: 120_000 });
  expect(media).toMatchObject({ status: 'Ready', probe: { bytes: BYTES } });
  expect(media.durationSeconds).toBeCloseTo(4, 0);
  await second.close();
});

test('cancelling in Uppy leaves nothing at the service', async () => {
  const { page, close } = await openTab();
  await page.evaluate((url) => (globalThis as unknown as UppyWindow).uppyPage.start(url), service.url);
  await page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok());
  const { key = '' } = await stateOf(page);
  const aborted = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.evaluate(() => (globalThis as unknown as UppyWindow).uppyPage.cancel());
  expect((await aborted).status()).toBe(204);
  await expect(client.listParts({ path: { id: key } })).rejects.toMatchObject({ code: 'no_multipart_upload' });
  await close();
});
