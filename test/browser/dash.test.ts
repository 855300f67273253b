import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upload, waitUntilReady } from '../../sdk/index.ts';
import { makeVideo, type Video } from '../acceptance/support/make-video.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { createSdk } from '../acceptance/support/use-sdk.ts';
import { openBrowser } from './support/open-browser.ts';
import { playTo, readPlayback, seek, watchPlayback } from './support/watch-playback.ts';

const SHAKA = createRequire(import.meta.url).resolve('shaka-player/dist/shaka-player.compiled.js');
const PAGE = '<!doctype html><title>DASH</title><video muted></video><script src="/shaka.js"></script>';

interface ShakaWindow {
  shaka: { Player: new () => ShakaPlayer };
  errors: unknown[];
}
interface ShakaPlayer {
  attach(video: HTMLVideoElement | null): Promise<void>;
  load(url: string): Promise<void>;
  addEventListener(type: 'error', listener: (event: { detail: unknown }) => void): void;
}

let service: Service;
let browser: Browser;
let video: Video;
let site: Server;

beforeAll(async () => {
  [service, browser, video] = await Promise.all([startService(), openBrowser(), makeVideo(20)]);
  const script = await readFile(SHAKA);
  site = createServer((request, response) => {
    const isScript = request.url === '/shaka.js';
    response
      .writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
      .end(isScript ? script : PAGE);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await service?.stop();
  await video?.remove();
});

test('another origin’s player plays the DASH manifest over every join', async () => {
  const client = await createSdk(service);
  const { id } = await upload(client, video.path);
  const media = await waitUntilReady(client, id, { timeout: 180_000 });
  const manifest = media.playback?.dash ?? '';

  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.evaluate(async (url) => {
    const player = new (globalThis as unknown as ShakaWindow).shaka.Player();
    const errors: unknown[] = [];
    Object.assign(globalThis, { errors });
    player.addEventListener('error', ({ detail }) => errors.push(String(detail)));
    await player.attach(document.querySelector('video'));
    await player.load(url);
    await document.querySelector('video')?.play();
  }, manifest);
  await watchPlayback(page);
  await playTo(page, 8);
  await seek(page, 16.5);
  await page.waitForFunction(() => document.querySelector('video')?.ended, undefined, { timeout: 60_000 });
  const end = await readPlayback(page);
  expect(await page.evaluate(() => (globalThis as unknown as ShakaWindow).errors)).toEqual([]);
  expect(end).toMatchObject({ error: null, corruptedFrames: 0, hasEnded: true });
  expect(end.longestStallMs).toBeLessThan(500);
  expect(end.duration).toBeCloseTo(20, 0);
});
