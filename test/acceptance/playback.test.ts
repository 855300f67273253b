import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Media } from '../../shared/api/schemas/media.ts';
import { type Call, createClient, createMedia, followMedia } from './support/client.ts';
import { makeVideo, type Video } from './support/make-video.ts';
import { type Service, startService } from './support/service.ts';

let service: Service;
let call: Call;
let video: Video;
let ids: [string, string];

/** Long enough to ask for several things, short enough to wait for its end. */
const ADDRESS_SECONDS = 6;
const isOurs = !process.env.TEST_BASE_URL;

const uploadVideo = async (): Promise<string> => {
  const bytes = await readFile(video.path);
  const { id, upload } = await createMedia(call, { size: bytes.length, contentType: 'video/mp4' });
  if (!upload || !('method' in upload)) throw new Error('A small file goes up with one PUT');
  expect((await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: bytes })).status).toBe(200);
  await followMedia(call, id, ({ status }) => status === 'Ready');
  return id;
};

beforeAll(async () => {
  [service, video] = await Promise.all([
    startService({ GILFOYLE_PLAYBACK__ADDRESS_SECONDS: String(ADDRESS_SECONDS) }),
    makeVideo(2),
  ]);
  call = await createClient(service.url);
  ids = await Promise.all([uploadVideo(), uploadVideo()]);
}, 240_000);

afterAll(async () => {
  await service?.stop();
  await video?.remove();
});

const addressOf = async (id: string): Promise<string> => {
  const { body } = await call<Media>('GET', `/v1/medias/${id}`);
  return body.playback?.hls ?? '';
};

const statusOf = async (url: string): Promise<number> => {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
};

test('an address opens everything of its media', async () => {
  const address = await addressOf(ids[0]);
  expect(address).toMatch(/\/[A-Za-z0-9._-]+\/med_\w{25}\/master\.m3u8$/);
  for (const name of ['master.m3u8', 'manifest.mpd', 'poster.jpg']) {
    expect(await statusOf(new URL(name, address).href), name).toBe(200);
  }
});

test('the token of one media opens no other', async () => {
  const [first, second] = await Promise.all(ids.map(addressOf));
  expect(await statusOf(`${first}`.replace(ids[0], ids[1]))).toBe(403);
  expect(await statusOf(`${second}`)).toBe(200);
});

test('the id alone opens nothing', async () => {
  const address = await addressOf(ids[0]);
  expect(await statusOf(address.replace(/\/[^/]+(?=\/med_)/, ''))).toBe(404);
  expect(await statusOf(address.replace(/[^/]+(?=\/med_)/, 'token'))).toBe(403);
});

test('lists give the same addresses', async () => {
  const { body } = await call<{ items: Media[] }>('GET', '/v1/medias');
  for (const { playback } of body.items.filter(({ id }) => ids.includes(id))) {
    expect(await statusOf(playback?.hls ?? '')).toBe(200);
  }
});

test.runIf(isOurs)('an address expires, and the media then has a new one', async () => {
  const address = await addressOf(ids[0]);
  const given = performance.now();
  while ((await statusOf(address)) === 200) await sleep(100);
  const seconds = (performance.now() - given) / 1000;
  // The edge counts in whole seconds, on a grid of half the time.
  expect(seconds).toBeGreaterThan(ADDRESS_SECONDS - 1);
  expect(seconds).toBeLessThan(1.5 * ADDRESS_SECONDS + 2);
  const refused = await fetch(address);
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('expired')]);
  const next = await addressOf(ids[0]);
  expect(next).not.toBe(address);
  expect(await statusOf(next)).toBe(200);
});
