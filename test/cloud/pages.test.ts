import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Upload } from '../../shared/api/schemas/upload.ts';
import { type Call, createClient, createMedia, followMedia } from '../acceptance/support/client.ts';
import { makeVideo, type Video } from '../acceptance/support/make-video.ts';
import { type Cloud, openCloud } from './support/cloud.ts';
import { uploadFile } from './support/upload-file.ts';

/** What S3 and CloudFront let other people's pages do, and nobody else. */
const ORIGIN = 'https://page.example';

let cloud: Cloud;
let call: Call;
let video: Video;
let upload: Extract<Upload, { method: 'PUT' }>;

beforeAll(async () => {
  [cloud, video] = await Promise.all([openCloud(), makeVideo(2)]);
  call = await createClient(cloud.url);
  const created = await createMedia(call, { size: 5, contentType: 'video/mp4' });
  upload = created.upload as typeof upload;
});
afterAll(() => video?.remove());

const preflight = (method: string) =>
  fetch(upload.url, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type',
    },
  });

test('a page may send a file, and is told its ETag', async () => {
  const asked = await preflight('PUT');
  expect(asked.status).toBe(200);
  expect(asked.headers.get('access-control-allow-origin')).toBe('*');
  expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(asked.headers.get('access-control-allow-headers')).toContain('content-type');
  const headers = { ...upload.headers, origin: ORIGIN };
  const sent = await fetch(upload.url, { method: 'PUT', headers, body: 'hello' });
  expect(sent.status).toBe(200);
  expect(sent.headers.get('access-control-allow-origin')).toBe('*');
  expect(sent.headers.get('access-control-expose-headers')).toMatch(/etag/i);
});

test('a page may do nothing else', async () => {
  for (const method of ['GET', 'DELETE', 'POST']) expect((await preflight(method)).status, method).toBe(403);
});

test('an address with another signature is refused', async () => {
  const url = upload.url.replace(/(X-Amz-Signature=)\w{4}/, '$10000');
  expect((await fetch(url, { method: 'PUT', headers: upload.headers, body: 'hello' })).status).toBe(403);
});

test('both buckets are closed to whoever does not sign', async () => {
  const { id } = await uploadFile(call, video.path);
  const media = await followMedia(call, id, ({ status }) => status === 'Ready');
  const { originals, media: segments } = cloud.buckets;
  for (const path of [`${originals}/${id}/original`, `${segments}/${id}/master.m3u8`, `${segments}?list-type=2`]) {
    expect((await fetch(`${cloud.endpoint}/${path}`)).status, path).toBe(403);
  }
  const played = await fetch(media.playback?.hls ?? '', { headers: { origin: ORIGIN } });
  expect(played.status).toBe(200);
  expect(played.headers.get('access-control-allow-origin')).toBe('*');
  expect(played.headers.get('x-content-type-options')).toBe('nosniff');
});
