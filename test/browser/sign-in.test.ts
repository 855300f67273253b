import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../acceptance/support/service.ts';
import { openBrowser } from './support/open-browser.ts';

/** Where a key is needed, the page asks for it, once for each tab. */
const KEY = `gk_${randomBytes(32).toString('base64url')}`;

let service: Service;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startService({ GILFOYLE_ADMIN_KEY: KEY }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

test('the page asks for a key, says why one does not do, and remembers the right one', async () => {
  const page = await browser.newPage();
  await page.goto(service.url);
  const dialog = page.getByRole('dialog', { name: 'An API key is needed' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByLabel('API key').fill(`${KEY.slice(0, -1)}${KEY.endsWith('A') ? 'B' : 'A'}`);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('There is no such API key; check that it was copied whole.').waitFor();
  await dialog.getByLabel('API key').fill(KEY);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing here yet. Upload a file to begin.').waitFor();
  expect(await dialog.isVisible()).toBe(false);

  await page.reload();
  await page.getByText('Nothing here yet. Upload a file to begin.').waitFor();
  expect(await dialog.isVisible()).toBe(false);
  await page.close();
});
