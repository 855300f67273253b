import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createHandler as createKeysHandler } from '../../functions/keys/handler.ts';
import type { Host } from '../../infra/local/start-host.ts';
import { playbackFolder } from '../../shared/playback/playback-folder.ts';
import { startTestHost } from './support/start-test-host.ts';
import type { Cleaning } from './support/temporary-folder.ts';

const folderOf = (host: Host, id: string) => playbackFolder(host.deps, { id, playbackGeneration: 0 });
const MEDIA = 'med_0123456789abcdefghjkmnpqr';
const PLAYLIST = '#EXTM3U\n'.repeat(200);
const SEGMENT = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));

const startMedia = async (test: Cleaning) => {
  const host = await startTestHost(test, { keys: createKeysHandler });
  const put = (name: string, Body: string | Buffer, CacheControl: string) =>
    host.deps.s3.send(
      new PutObjectCommand({
        Bucket: 'gilfoyle-media',
        Key: `${MEDIA}/${name}`,
        Body,
        CacheControl,
        ContentType: 'x/wrong',
      }),
    );
  await put('master.m3u8', PLAYLIST, 'no-cache');
  await put('video/720p/1.m4s', SEGMENT, 'public, max-age=31536000, immutable');
  await put('audio/128k/init.mp4', SEGMENT, 'public');
  const { url: folder } = await folderOf(host, MEDIA);
  return {
    host,
    folder,
    call: (name: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(`${folder}/${name}`, { method, headers }),
  };
};

describe('the CDN', () => {
  it('serves objects with their right type, their cache rule, and to any page', async (test) => {
    const { call } = await startMedia(test);
    const segment = await call('video/720p/1.m4s');
    expect(segment.status).toBe(200);
    expect(Object.fromEntries(segment.headers)).toMatchObject({
      'content-type': 'video/iso.segment',
      'content-length': '5000',
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('Content-Range'),
      'x-content-type-options': 'nosniff',
    });
    expect(SEGMENT.equals(Buffer.from(await segment.arrayBuffer()))).toBe(true);
    expect((await call('audio/128k/init.mp4')).headers.get('content-type')).toBe('audio/mp4');
    const head = await call('video/720p/1.m4s', {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5000']);
    const preflight = await call(
      'master.m3u8',
      { origin: 'http://page', 'access-control-request-method': 'GET' },
      'OPTIONS',
    );
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
      204,
      'GET, HEAD, OPTIONS',
    ]);
    expect((await call('master.m3u8', {}, 'DELETE')).status).toBe(405);
  });

  it.for([
    ['bytes=0-9', 206, 'bytes 0-9/5000', SEGMENT.subarray(0, 10)],
    ['bytes=4990-', 206, 'bytes 4990-4999/5000', SEGMENT.subarray(4990)],
    ['bytes=-3', 206, 'bytes 4997-4999/5000', SEGMENT.subarray(4997)],
    ['bytes=4999-9999', 206, 'bytes 4999-4999/5000', SEGMENT.subarray(4999)],
    ['bytes=5000-', 416, 'bytes */5000', undefined],
    ['bytes=0-1,5-6', 200, null, SEGMENT],
    ['nonsense', 200, null, SEGMENT],
  ] as const)('answers the range %s with %i', async ([range, status, contentRange, bytes], test) => {
    const { call } = await startMedia(test);
    const answer = await call('video/720p/1.m4s', { range });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange]);
    if (bytes) expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it('answers conditions by the entity tag', async (test) => {
    const { call } = await startMedia(test);
    const etag = (await call('video/720p/1.m4s')).headers.get('etag') ?? '';
    const unchanged = await call('video/720p/1.m4s', { 'if-none-match': etag });
    expect([unchanged.status, unchanged.headers.get('access-control-allow-origin')]).toEqual([304, '*']);
    expect((await call('video/720p/1.m4s', { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await call('video/720p/1.m4s', { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await call('video/720p/1.m4s', { range: 'bytes=0-1', 'if-range': '"old"' })).status).toBe(200);
  });

  it('compresses playlists alone, for those who take it', async (test) => {
    const { call } = await startMedia(test);
    const small = await call('master.m3u8', { 'accept-encoding': 'gzip, br' });
    expect(Object.fromEntries(small.headers)).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
      etag: expect.stringMatching(/^W\//),
    });
    expect(Number(small.headers.get('content-length'))).toBeLessThan(100);
    expect(await small.text()).toBe(PLAYLIST);
    const again = await call('master.m3u8', { 'if-none-match': small.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    const plain = await call('master.m3u8', { 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), plain.headers.get('content-length')]).toEqual([null, '1600']);
    const segment = await call('video/720p/1.m4s', { 'accept-encoding': 'gzip' });
    expect(segment.headers.get('content-encoding')).toBeNull();
  });

  it('knows nothing outside of a media', async (test) => {
    const { host, folder } = await startMedia(test);
    const root = folder.slice(0, folder.lastIndexOf('/'));
    const paths = [`${folder}/none.m4s`, folder, `${folder}/`, `${root}/x`, `${folder}/..%2f${MEDIA}/master.m3u8`];
    for (const path of paths) {
      const answer = await fetch(path);
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 404, 'no-store']);
    }
    expect((await fetch(`${host.url}/gilfoyle-media/${MEDIA}/master.m3u8`)).status).toBe(403);
  });

  it('opens nothing without the token of the media, and says so to players', async (test) => {
    const { host, folder } = await startMedia(test);
    expect((await fetch(`${host.url}/media/${MEDIA}/master.m3u8`)).status).toBe(404);
    const { url: other } = await folderOf(host, MEDIA.replace('0', '1'));
    const stolen = await fetch(other.replace(MEDIA.replace('0', '1'), `${MEDIA}/master.m3u8`));
    expect([stolen.status, await stolen.text()]).toEqual([403, expect.stringContaining('not valid')]);
    expect(Object.fromEntries(stolen.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
    });
    // Addresses are the same each time, so that caches know them again.
    expect(await folderOf(host, MEDIA)).toMatchObject({ url: folder });
  });
});
