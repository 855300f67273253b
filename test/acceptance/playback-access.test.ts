import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import type { DeletedMedia, Media, MediaSummary } from '../../shared/api/schemas/media.ts';
import type { PlaybackToken, SigningKey, SigningKeys } from '../../shared/api/schemas/playback.ts';
import { type Call, createClient, createMedia, followMedia } from './support/client.ts';
import { makeVideo, type Video } from './support/make-video.ts';
import { type Service, startService } from './support/service.ts';

/** Who may play what: short-lived addresses, tokens with limits, revocation, keys that change, a trash. */
let service: Service;
let call: Call;
let video: Video;
let id: string;

const isOurs = !process.env.TEST_BASE_URL;

/** What is promised of everything that is revoked. */
const REVOKED_WITHIN_MS = 60_000;

beforeAll(async () => {
  [service, video] = await Promise.all([startService(), makeVideo(2)]);
  call = await createClient(service.url);
  const bytes = await readFile(video.path);
  const media = await createMedia(call, { size: bytes.length, contentType: 'video/mp4' });
  if (!media.upload || !('method' in media.upload)) throw new Error('A small file goes up with one PUT');
  await fetch(media.upload.url, { method: 'PUT', headers: media.upload.headers, body: bytes });
  id = (await followMedia(call, media.id, ({ status }) => status === 'Ready')).id;
}, 240_000);
afterAll(async () => {
  await service?.stop();
  await video?.remove();
});

const get = async (url: string, headers: Record<string, string> = {}): Promise<string> => {
  const response = await fetch(url, { headers });
  const text = await response.text();
  return response.status === 403 ? `403 ${text.trim()}` : String(response.status);
};
const read = async (): Promise<Media> => (await call<Media>('GET', `/v1/medias/${id}`)).body;
const addressOf = async (): Promise<string> => (await read()).playback?.hls ?? '';
const patch = (json: object) => call<Media>('PATCH', `/v1/medias/${id}`, { json });
const makeToken = async (json: object = {}): Promise<PlaybackToken & { url: string }> => {
  const { status, body } = await call<PlaybackToken>('POST', `/v1/medias/${id}/playback-tokens`, { json });
  expect(status).toBe(201);
  return { ...body, url: body.playback.hls ?? '' };
};

/** How long it takes until an address is refused. */
const expectRevoked = async (url: string): Promise<number> => {
  const began = performance.now();
  await expect.poll(() => get(url), { timeout: REVOKED_WITHIN_MS, interval: 200 }).toMatch(/^403 /);
  const took = performance.now() - began;
  console.info(`refused after ${Math.round(took)} ms`);
  return took;
};

const expectPlayable = (url: string) =>
  expect.poll(() => get(url), { timeout: REVOKED_WITHIN_MS, interval: 200 }).toBe('200');

test('a media becomes signed: what was given out for good stops, what is given out now ends', async () => {
  const before = await addressOf();
  expect((await read()).playback).not.toHaveProperty('expiresAt');
  expect(await get(before)).toBe('200');
  expect((await patch({ playbackPolicy: 'signed' })).body).toMatchObject({ playbackPolicy: 'signed' });
  await expectRevoked(before);
  const { playback } = await read();
  const left = Date.parse(playback?.expiresAt ?? '') - Date.now();
  expect(left).toBeGreaterThan(3_500_000);
  expect(left).toBeLessThan(5_500_000);
  for (const url of [playback?.hls, playback?.dash, playback?.poster]) expect(await get(url ?? '')).toBe('200');

  expect((await patch({ playbackPolicy: null })).body.playback).not.toHaveProperty('expiresAt');
  expect(await get(await addressOf())).toBe('200');
  expect(await get(before)).toMatch(/^403 /);
});

describe('a token', () => {
  test('opens everything until it ends', async () => {
    const { url, expiresAt, token } = await makeToken({ expiresIn: 3 });
    expect(url).toContain(`/${token}/${id}/`);
    for (const name of ['master.m3u8', 'manifest.mpd', 'poster.jpg']) {
      expect(await get(new URL(name, url).href)).toBe('200');
    }
    await expect.poll(() => get(url), { timeout: 10_000 }).toMatch(/expired/);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });

  test('is for a network', async () => {
    const { url } = await makeToken({ ipPrefix: '127.0.0.0/8' });
    const { url: elsewhere } = await makeToken({ ipPrefix: '203.0.113.0/24' });
    expect([await get(url), await get(elsewhere)]).toEqual(['200', '403 This address is not for your network.']);
  });

  test('is for pages of some hosts', async () => {
    const { url } = await makeToken({ referrerHosts: ['*.example.com'] });
    expect(await get(url, { referer: 'https://www.example.com/' })).toBe('200');
    expect(await get(url, { referer: 'https://www.example.com.evil.org/' })).toMatch(/^403 /);
    expect(await get(url)).toMatch(/^403 /);
  });

  // CloudFront knows them; an emulator of it takes a viewer's word.
  test.runIf(isOurs)('is for countries, which nobody knows here, whatever a viewer says', async () => {
    const { url } = await makeToken({ countries: ['DE', 'AT'] });
    expect(await get(url, { 'cloudfront-viewer-country': 'DE' })).toMatch(/it is not known here which one is yours/);
  });

  test('is revoked, and no other of the media', async () => {
    const [lost, other] = [await makeToken(), await makeToken()];
    expect(await get(lost.url)).toBe('200');
    const { status, body } = await call('DELETE', `/v1/medias/${id}/playback-tokens/${lost.id}`);
    expect([status, body]).toEqual([200, { id: lost.id, mediaId: id, revokedAt: expect.any(String) }]);
    await expectRevoked(lost.url);
    expect(await get(other.url)).toBe('200');
    expect((await call('DELETE', `/v1/medias/${id}/playback-tokens/pbt_zzzzzzzzzzzzzzzzzzzzzzzzz`)).status).toBe(404);
  });

  test.each([
    [{ expiresIn: 0 }, 'expiresIn'],
    [{ expiresAt: '2020-01-01T00:00:00.000Z' }, 'expiresAt'],
    [{ ipPrefix: '10.0.0.0/33' }, 'ipPrefix'],
    [{ referrerHosts: ['https://example.com'] }, 'referrerHosts.0'],
    [{ countries: ['Germany'] }, 'countries.0'],
  ])('is not made of %o', async (json, path) => {
    const answer = await call('POST', `/v1/medias/${id}/playback-tokens`, { json });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

test('all addresses of a media are revoked, and stay so when new ones are given out', async () => {
  const before = await addressOf();
  expect((await call('POST', `/v1/medias/${id}/playback-revocation`)).status).toBe(200);
  await expectRevoked(before);
  expect((await read()).playback).toBeUndefined();
  const refused = await call('POST', `/v1/medias/${id}/playback-tokens`, { json: {} });
  expect(refused).toMatchObject({ status: 409, body: { code: 'playback_revoked' } });
  expect((await call('DELETE', `/v1/medias/${id}/playback-revocation`)).status).toBe(200);
  await expectPlayable(await addressOf());
  expect(await get(before)).toMatch(/^403 /);
});

describe('through the API', () => {
  const follow = (name: string) => fetch(`${service.url}/v1/medias/${id}/stream/${name}`, { redirect: 'manual' });

  test('a playlist leads to all the rest', async () => {
    const answer = await follow('master.m3u8');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'no-store']);
    const address = answer.headers.get('location') ?? '';
    const playlist = await (await fetch(address)).text();
    const variant = playlist.split('\n').find((line) => line.endsWith('playlist.m3u8')) ?? '';
    expect(await get(new URL(variant, address).href)).toBe('200');
    expect((await follow(variant)).headers.get('location')).toMatch(/\/video\/.*playlist\.m3u8$/);
  });

  test.each(['..%2f..%2fetc', '%2e%2e/x', '.hidden', 'a//b', 'a/../../b', '%00', 'master.m3u8%20', '%252e%252e%252fx'])(
    'nothing leads out of a media: %s',
    async (name) => {
      const answer = await follow(name);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('location')).toBeNull();
    },
  );
});

test('a deleted media is hidden, cannot be played, and comes back as it was', async () => {
  const before = await read();
  const address = before.playback?.hls ?? '';
  const { status, body } = await call<DeletedMedia>('DELETE', `/v1/medias/${id}?restoreHours=1`);
  expect(status).toBe(202);
  expect(Date.parse(body.restoreUntil ?? '') - Date.now()).toBeGreaterThan(3_500_000);
  await expectRevoked(address);
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', '?restoreHours=1'],
    ['PATCH', ''],
    ['POST', '/playback-tokens'],
    ['GET', '/stream/master.m3u8'],
  ] as const) {
    const json = method === 'PATCH' ? { title: 'x' } : undefined;
    expect((await call(method, `/v1/medias/${id}${path}`, json ? { json } : {})).status, `${method} ${path}`).toBe(404);
  }
  const listed = async (query: string) =>
    (await call<{ items: MediaSummary[] }>('GET', `/v1/medias?limit=100${query}`)).body.items.map((item) => item.id);
  expect(await listed('')).not.toContain(id);
  expect(await listed('&deleted=true')).toEqual([id]);
  const hidden = await call<Media>('GET', `/v1/medias/${id}?deleted=true`);
  expect(hidden.body).toMatchObject({ id, restoreUntil: body.restoreUntil });
  expect(hidden.body.playback).toBeUndefined();

  const restored = await call<Media>('POST', `/v1/medias/${id}/restore`);
  expect(restored.status).toBe(200);
  expect({ ...restored.body, updatedAt: '' }).toEqual({ ...before, updatedAt: '' });
  await expectPlayable(address);
  const { body: events } = await call<EventPage>('GET', `/v1/medias/${id}/events?limit=100`);
  expect(events.items.slice(-2).map(({ type }) => type)).toEqual(['media.trashed', 'media.restored']);
});

test('keys change without a stop, and one that is dropped takes its addresses with it', async () => {
  const { body: first } = await call<SigningKeys>('GET', '/v1/signing-keys');
  expect(first.items).toMatchObject([{ isSigning: true }]);
  const oldKey = first.items[0]?.id ?? '';
  const address = await addressOf();
  expect((await call('DELETE', `/v1/signing-keys/${oldKey}`)).body).toMatchObject({ code: 'signing_key_in_use' });
  const { status, body: made } = await call<SigningKey>('POST', '/v1/signing-keys');
  expect([status, made.isSigning]).toEqual([201, false]);
  expect(JSON.stringify(made)).not.toContain('secret');

  await expect.poll(addressOf, { timeout: 120_000, interval: 1000 }).toContain(`/${made.id}.`);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(made.signsFrom));
  expect([await get(address), await get(await addressOf())]).toEqual(['200', '200']);
  expect((await call('DELETE', `/v1/signing-keys/${oldKey}`)).status).toBe(200);
  await expectRevoked(address);
  expect(await get(await addressOf())).toBe('200');
}, 240_000);

test('a media in the trash can be deleted for good at once', async () => {
  expect((await call('DELETE', `/v1/medias/${id}?restoreHours=1`)).status).toBe(202);
  const { status, body } = await call<DeletedMedia>('DELETE', `/v1/medias/${id}?restoreHours=0`);
  expect([status, body]).toEqual([202, { id, deletedAt: expect.any(String) }]);
  expect((await call('POST', `/v1/medias/${id}/restore`)).status).toBe(404);
  expect((await call('GET', `/v1/medias/${id}?deleted=true`)).status).toBe(404);
});
