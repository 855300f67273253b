import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import type { DeletedMedia, Media, MediaSummary } from '../../shared/api/schemas/media.ts';
import { type Call, createClient, createMedia, followMedia } from './support/client.ts';
import { makeVideo, type Video } from './support/make-video.ts';
import { type Service, startService } from './support/service.ts';

let service: Service;
let call: Call;
let video: Video;
let bytes: Buffer<ArrayBuffer>;

beforeAll(async () => {
  [service, video] = await Promise.all([startService(), makeVideo(30)]);
  call = await createClient(service.url);
  bytes = await readFile(video.path);
});
afterAll(async () => {
  await service?.stop();
  await video?.remove();
});

const begin = async () => {
  const media = await createMedia(call, { title: 'Not for long', size: bytes.length, contentType: 'video/mp4' });
  const { upload } = media;
  if (!upload || !('method' in upload)) throw new Error('A small file goes up with one PUT');
  const put = () => fetch(upload.url, { method: 'PUT', headers: upload.headers, body: bytes });
  return { id: media.id, put };
};
const upload = async () => {
  const { id, put } = await begin();
  expect((await put()).status).toBe(200);
  return id;
};
const remove = (id: string) => call<DeletedMedia>('DELETE', `/v1/medias/${id}`);

/** Nothing can be asked for any more, at once. */
const expectGone = async (id: string) => {
  expect((await call('GET', `/v1/medias/${id}`)).status).toBe(404);
  expect((await call('POST', `/v1/medias/${id}/upload`, { json: { size: 100 } })).status).toBe(404);
  expect((await call('POST', `/v1/medias/${id}/upload/complete`, { json: {} })).status).toBe(404);
  expect((await remove(id)).status).toBe(404);
  const { body: list } = await call<{ items: MediaSummary[] }>('GET', '/v1/medias?limit=100');
  expect(list.items.map((media) => media.id)).not.toContain(id);
  const { body: events } = await call<EventPage>('GET', `/v1/medias/${id}/events`);
  expect(events.items.map(({ type }) => type)).toEqual(['media.deleted']);
};
/** Within a while. S3 says "forbidden" of what is not there to those who may not list the bucket, such as CloudFront. */
const expectNoObject = async (url: string) => {
  await expect.poll(async () => [403, 404].includes((await fetch(url)).status), { timeout: 60_000 }).toBe(true);
};

test('a media can be deleted while it waits for its file, and its address takes none any more', async () => {
  const { id, put } = await begin();
  const { status, body } = await remove(id);
  expect(status).toBe(202);
  expect(body).toMatchObject({ id });
  expect(Math.abs(Date.parse(body.deletedAt) - Date.now())).toBeLessThan(60_000);
  await expectGone(id);
  // The signature still admits it; the file goes again by itself, and makes nothing.
  await put();
  await expectGone(id);
});

test('a media that is Ready is deleted with all that could be played', async () => {
  const media = await followMedia(call, await upload(), ({ status }) => status === 'Ready');
  const addresses = Object.values(media.playback ?? {}).filter((address) => address !== undefined);
  expect(addresses).toHaveLength(3);
  for (const address of addresses) expect((await fetch(address)).status).toBe(200);
  expect((await remove(media.id)).status).toBe(202);
  await expectGone(media.id);
  for (const address of addresses) await expectNoObject(address);
});

test('a media that is being encoded is deleted, and nothing is written of it afterwards', async () => {
  const id = await upload();
  const media = await followMedia(
    call,
    id,
    ({ status, playback }) => status === 'Processing' && playback?.hls !== undefined,
  );
  const folder = media.playback?.hls?.replace(/\/master\.m3u8$/, '');
  expect((await remove(id)).status).toBe(202);
  await expectGone(id);
  await expectNoObject(`${folder}/master.m3u8`);
  // Others are worked on as ever, and by then the encoders of the first have ended.
  await followMedia(call, await upload(), ({ status }) => status === 'Ready');
  await expectNoObject(`${folder}/master.m3u8`);
  await expectGone(id);
});

test('many are deleted at once', async () => {
  const medias = await Promise.all(Array.from({ length: 10 }, () => createMedia(call)));
  const answers = await Promise.all(medias.flatMap(({ id }) => [remove(id), remove(id)]));
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(10);
  for (const { id } of medias) expect((await call<Media>('GET', `/v1/medias/${id}`)).status).toBe(404);
});
