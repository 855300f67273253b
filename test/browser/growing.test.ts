import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import type { Media } from '../../shared/api/schemas/media.ts';
import { type Service, startService } from '../acceptance/support/service.ts';
import { ffmpeg, makeFolder } from '../support/make-source.ts';
import { openBrowser } from './support/open-browser.ts';
import { playTo, readPlayback, watchPlayback } from './support/watch-playback.ts';

/** Who begins to watch while a video is encoded sees all of it, without a pause and without asking anew. */
const SECONDS = 30;
const PICTURES = `testsrc2=size=640x360:rate=30:duration=${SECONDS},noise=alls=10:allf=t`;
const SOUND = `sine=frequency=440:sample_rate=48000:duration=${SECONDS}`;

const SOURCES = [
  {
    what: 'has to be encoded first',
    file: 'source.webm',
    codecs: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '1M', '-c:a', 'libopus'],
  },
  {
    what: 'is shown as it is meanwhile',
    file: 'source.mp4',
    codecs: ['-c:v', 'libx264', '-preset', 'ultrafast', '-maxrate', '4M', '-bufsize', '4M', '-g', '60', '-c:a', 'aac'],
  },
] as const;

let service: Service;
let browser: Browser;
let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  // One encoder at a time, so that there is something to wait for.
  const settings = { GILFOYLE_ENCODING__CONCURRENCY: '1' } as const;
  [service, browser, folder] = await Promise.all([startService(settings), openBrowser(), makeFolder()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await folder?.remove();
});

test.for(SOURCES)('a source that $what', async ({ file, codecs }) => {
  const path = join(folder.path, file);
  await ffmpeg('-f', 'lavfi', '-i', PICTURES, '-f', 'lavfi', '-i', SOUND, '-pix_fmt', 'yuv420p', ...codecs, path);
  const page = await browser.newPage();
  await page.goto(service.url);
  await page.setInputFiles('#files', path);
  const card = page.locator('#medias > li').filter({ hasText: file });
  await card.locator('button.poster:enabled').waitFor({ timeout: 60_000 });
  await card.locator('button.poster').click();
  await watchPlayback(page);
  await playTo(page, 1);
  const startedAt = Date.now() - 1000;

  const id = await card.getAttribute('data-id');
  const read = async () => (await (await fetch(`${service.url}/v1/medias/${id}`)).json()) as Media;
  const early = await read();
  expect(early).toMatchObject({ status: 'Processing', playable: true });
  expect(early.progress).toBeLessThan(0.8);
  const address = await page.evaluate(() => location.href);

  await page.waitForFunction(() => document.querySelector('video')?.ended, undefined, { timeout: 120_000 });
  const end = await readPlayback(page);
  expect(end).toMatchObject({ error: null, corruptedFrames: 0, hasEnded: true });
  expect(end.duration).toBeCloseTo(SECONDS, 0);
  const { items } = (await (await fetch(`${service.url}/v1/medias/${id}/events`)).json()) as EventPage;
  expect(end.longestStallMs).toBeLessThan(500 + lateness(items, startedAt));
  expect(await page.evaluate(() => location.href)).toBe(address);
  expect((await read()).status).toBe('Ready');
  await page.close();
});

const FIRST_SEGMENT_MS = 6000;
const RELOAD_MS = 3000;
/** From the task's success to its place in a playlist. */
const PUBLICATION_MS = 1000;

/**
 * For how long a viewer has to wait because a busy machine made the second segments late: nobody can see what does not exist. A
 * player asks for a playlist again after six seconds, and then every three.
 */
const lateness = (events: EventPage['items'], startedAt: number): number => {
  const made = ['audio', 'copy', 'video'].map((kind) => {
    const [, second] = events.filter(({ type, data }) => type === 'task.succeeded' && isOfKind(data, kind));
    return second ? Date.parse(second.at) : Number.POSITIVE_INFINITY;
  });
  const [audio = 0, copy = 0, video = 0] = made;
  const late = Math.max(audio, Math.min(copy, video)) + PUBLICATION_MS - (startedAt + FIRST_SEGMENT_MS);
  return late > 0 ? late + RELOAD_MS : 0;
};

const isOfKind = (data: unknown, kind: string): boolean =>
  (data as { readonly kind?: string } | undefined)?.kind === kind;
