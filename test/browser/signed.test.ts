import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createMedia, followMedia } from '../acceptance/support/client.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { ffmpeg, makeFolder } from '../support/make-source.ts';
import { openBrowser } from './support/open-browser.ts';
import { playTo, readPlayback, seek, watchPlayback } from './support/watch-playback.ts';

/** Addresses that are given out work this long, and up to half as much longer. */
const SIGNED_SECONDS = 5;
const SECONDS = 120;
const PLAYED_SECONDS = 20;
/** Of a slow network: six seconds to play come in this time. */
const SEGMENT_MS = 1500;

let service: Service;
let browser: Browser;
let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  const settings = {
    GILFOYLE_PLAYBACK__POLICY: 'signed',
    GILFOYLE_PLAYBACK__SIGNED_SECONDS: String(SIGNED_SECONDS),
  } as const;
  [service, browser, folder] = await Promise.all([startService(settings), openBrowser(), makeFolder()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await folder?.remove();
});

test('a signed media is played on, without a stop, when the address has ended that it began with', async () => {
  const path = join(folder.path, 'source.mp4');
  const picture = `testsrc2=size=320x180:rate=10:duration=${SECONDS}`;
  await ffmpeg('-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', path);
  const call = await createClient(service.url);
  const bytes = await readFile(path);
  const { id, upload } = await createMedia(call, { size: bytes.length, contentType: 'video/mp4' });
  if (!upload || !('method' in upload)) throw new Error('A small file goes up with one PUT');
  await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: bytes });
  await followMedia(call, id, ({ status }) => status === 'Ready');

  const page = await browser.newPage();
  const tokens = new Map<string, number>();
  const refused: string[] = [];
  page.on('response', (response) => {
    const [, token] = /\/media\/([^/]+)\/med_.*\.(?:m3u8|m4s|mp4)$/.exec(response.url()) ?? [];
    if (token === undefined) return;
    tokens.set(token, (tokens.get(token) ?? 0) + 1);
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  // On loopback the whole of it would be there before the first address ends.
  await page.route(/\.m4s$/, async (route) => {
    await sleep(SEGMENT_MS);
    await route.continue();
  });
  await page.goto(service.url);
  await page.locator(`#medias > li[data-id="${id}"] button.poster:enabled`).click();
  await watchPlayback(page);
  await playTo(page, 0.1);
  const began = performance.now();
  await playTo(page, PLAYED_SECONDS);
  const played = await readPlayback(page);
  expect(played).toMatchObject({ error: null, corruptedFrames: 0 });
  expect(played.longestStallMs).toBeLessThan(500);
  expect(performance.now() - began).toBeGreaterThan(SIGNED_SECONDS * 1.5 * 1000);
  // What has to be fetched anew, far away.
  await seek(page, SECONDS - 15);
  await playTo(page, SECONDS - 13);
  expect((await readPlayback(page)).error).toBeNull();
  expect(refused).toEqual([]);
  expect(tokens.size).toBeGreaterThan(1);
  console.info(
    `${tokens.size} tokens, ${[...tokens.values()].join(' + ')} requests, longest stall ${Math.round(played.longestStallMs)} ms`,
  );
  await page.close();
}, 240_000);
