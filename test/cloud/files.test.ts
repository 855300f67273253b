import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { type Call, createClient, followMedia } from '../acceptance/support/client.ts';
import { ffmpeg, makeFolder, QUICK_H264, tone } from '../support/make-source.ts';
import { type Cloud, openCloud } from './support/cloud.ts';
import { decodeWhole } from './support/decode-whole.ts';
import { uploadFile } from './support/upload-file.ts';

let cloud: Cloud;
let call: Call;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  [cloud, folder] = await Promise.all([openCloud(), makeFolder()]);
  call = await createClient(cloud.url);
});
afterAll(() => folder?.remove());

const isOver = ({ status }: { status: string }): boolean => status === 'Ready' || status === 'Errored';

test('a sound file is played as well', async () => {
  const path = `${folder.path}/sound.mp3`;
  await ffmpeg(...tone(20, 44_100), '-b:a', '128k', path);
  const { id } = await uploadFile(call, path, { contentType: 'audio/mpeg' });
  const media = await followMedia(call, id, isOver);
  expect(media).toMatchObject({ status: 'Ready', kind: 'audio' });
  expect(media.renditions.every(({ kind, status }) => kind === 'audio' && status === 'Ready')).toBe(true);
  await decodeWhole(media);
});

test('a video above the threshold goes up in parts and is played', async () => {
  const path = `${folder.path}/large.mp4`;
  const noise = 'nullsrc=size=640x360:rate=30:duration=9,geq=random(1)*255:128:128';
  const pictures = ['-f', 'lavfi', '-i', noise, ...tone(9), ...QUICK_H264, '-qp', '12', '-c:a', 'aac'];
  await ffmpeg(...pictures, path);
  const created = await uploadFile(call, path, { contentType: 'video/mp4' });
  expect(created.upload).toHaveProperty('parts');
  const media = await followMedia(call, created.id, isOver);
  expect(media).toMatchObject({ status: 'Ready', kind: 'video', playable: true });
  await decodeWhole(media);
  const { body } = await call<EventPage>('GET', `/v1/medias/${media.id}/events`);
  const types = body.items.map(({ type }) => type);
  const way = ['media.created', 'upload.started', 'media.uploaded', 'media.scheduled', 'media.ready'];
  expect(types.filter((type) => way.includes(type))).toEqual(way);
});

test('a recording that cannot be entered is copied first', async () => {
  const path = `${folder.path}/recording.ts`;
  const pictures = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=20', ...tone(20)];
  await ffmpeg(...pictures, ...QUICK_H264, '-g', '50', '-c:a', 'aac', path);
  const { id } = await uploadFile(call, path, { contentType: 'video/mp2t' });
  const media = await followMedia(call, id, isOver);
  expect(media).toMatchObject({ status: 'Ready', kind: 'video' });
  await decodeWhole(media);
  const { body } = await call<EventPage>('GET', `/v1/medias/${id}/events?limit=100`);
  expect(body.items.filter(({ level }) => level !== 'Normal')).toEqual([]);
  const planned = body.items.find(({ type }) => type === 'media.planned');
  expect(planned?.data).toMatchObject({ tasks: expect.any(Number) });
});
