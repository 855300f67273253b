import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, listEvents, type Media, upload } from '../../sdk/index.ts';
import { collect } from './support/collect.ts';
import { decode } from './support/decode.ts';
import { makeVideo, type Video } from './support/make-video.ts';
import { type Service, startService } from './support/service.ts';
import { createSdk } from './support/use-sdk.ts';

let service: Service;
let client: Client;
let video: Video;
let media: Media;
const progress: number[] = [];

const SECONDS = 14;

beforeAll(async () => {
  [service, video] = await Promise.all([startService(), makeVideo(SECONDS, '640x360')]);
  client = await createSdk(service);
  const { id } = await upload(client, video.path, { title: 'The whole way', contentType: 'video/mp4' });
  for await (const _ of listEvents(client, id, { follow: true, signal: AbortSignal.timeout(120_000) })) {
    media = await client.getMedia({ path: { id } });
    progress.push(media.progress);
    if (media.status === 'Ready' || media.status === 'Errored') break;
  }
}, 240_000);

afterAll(async () => {
  await service?.stop();
  await video?.remove();
});

const text = async (url: string): Promise<string> => {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.text();
};

/** The addresses that a playlist names, each resolved against its own. */
const addresses = (playlist: string, base: string): string[] =>
  [
    ...playlist.split('\n').filter((line) => line && !line.startsWith('#')),
    ...[...playlist.matchAll(/URI="([^"]+)"/g)].map(([, uri]) => uri ?? ''),
  ].map((uri) => new URL(uri, base).href);

const playback = (kind: 'hls' | 'dash' | 'poster'): string => {
  const url = media.playback?.[kind];
  if (!url) throw new Error(`The media has no ${kind} address: ${JSON.stringify(media)}`);
  return url;
};

test('the media becomes Ready and says what it is', () => {
  expect(media).toMatchObject({ status: 'Ready', playable: true, progress: 1, kind: 'video' });
  expect(media.durationSeconds).toBeCloseTo(SECONDS, 1);
  expect(media.probe?.video).toMatchObject({ width: 640, height: 360 });
  expect(media.renditions.filter(({ kind, copied }) => kind === 'video' && !copied).length).toBeGreaterThan(1);
  expect(media.renditions.filter(({ kind }) => kind === 'audio').length).toBeGreaterThan(0);
  for (const { status, bitrate } of media.renditions) {
    expect(status).toBe('Ready');
    expect(bitrate).toBeGreaterThan(0);
  }
  expect(media).not.toHaveProperty('pendingUpload');
  expect(media).not.toHaveProperty('error');
});

test('progress never goes back', () => {
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
});

test('events tell its way', async () => {
  const events = await collect(listEvents(client, media.id));
  const types = events.map(({ type }) => type);
  expect(types[0]).toBe('media.created');
  expect(types).toEqual(expect.arrayContaining(['upload.started', 'media.uploaded', 'media.scheduled', 'media.ready']));
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
});

test('everything that the playlists name can be fetched, and adds up to the whole length', async () => {
  const master = playback('hls');
  const playlists = addresses(await text(master), master);
  expect(playlists.length).toBeGreaterThan(1);
  for (const url of new Set(playlists)) {
    const playlist = await text(url);
    expect(playlist).toContain('#EXT-X-ENDLIST');
    if (!playlist.includes('#EXT-X-I-FRAMES-ONLY')) {
      const seconds = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, each]) => sum + Number(each), 0);
      expect(Math.abs(seconds - SECONDS)).toBeLessThan(0.1);
    }
    for (const segment of new Set(addresses(playlist, url))) {
      const response = await fetch(segment);
      expect(response.status, segment).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
    }
  }
});

test('every rung of HLS decodes without a complaint, to every frame of the source', async () => {
  const rungs = media.renditions.filter(({ kind, copied }) => kind === 'video' && !copied).length;
  expect(await decode(playback('hls'), '0:v')).toBe(video.frames * rungs);
  // 48 kHz in frames of 1024 samples, and one for the priming.
  expect(Math.abs((await decode(playback('hls'), '0:a:0')) - (SECONDS * 48_000) / 1024)).toBeLessThan(3);
});

test('DASH decodes to the same', async () => {
  const rungs = media.renditions.filter(({ kind, copied }) => kind === 'video' && !copied);
  // One by one: of several at once, ffmpeg's DASH reader drops a last frame.
  for (const [i, { name }] of rungs.entries()) {
    expect(await decode(playback('dash'), `0:v:${i}`), name).toBe(video.frames);
  }
});

test('there is a poster', async () => {
  const response = await fetch(playback('poster'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
});

test('the source’s own pictures could be played first, and their playlist has ended', async () => {
  expect(media.nonStandardReasons).toBeUndefined();
  expect(media.renditions.filter(({ copied }) => copied).map(({ name, status }) => [name, status])).toEqual([
    ['source', 'Ready'],
  ]);
  const master = await text(playback('hls'));
  expect(master).not.toContain('video/source/');
  const address = new URL('video/source/playlist.m3u8', playback('hls')).href;
  const playlist = await text(address);
  expect(playlist).toContain('#EXT-X-ENDLIST');
  expect(await decode(address, '0:v:0')).toBe(video.frames);
});
