import { readFile, writeFile } from 'node:fs/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedMedia, Media } from '../../shared/api/schemas/media.ts';
import { type Call, createClient, createMedia, followMedia } from '../acceptance/support/client.ts';
import { makeVideo, type Video } from '../acceptance/support/make-video.ts';
import { type Cloud, openCloud } from './support/cloud.ts';
import { cloudFolder } from './support/cloud-folder.ts';
import { decodeWhole } from './support/decode-whole.ts';
import { deploy } from './support/deploy.ts';
import { sendFile, uploadFile } from './support/upload-file.ts';

/** Other settings, and by another app another topology: longer times, smaller batches, one function more. */
const APP = 'node test/cloud/app/changed-topology.ts';
const INGEST_VISIBILITY_SECONDS = 6 * 180;

const change = async (): Promise<void> => {
  const { settings } = cloudFolder();
  const former = JSON.parse(await readFile(settings, 'utf8'));
  const ladder = [{ name: 'tiny', height: 144, maxBitrate: 200_000 }];
  const aws = { ...former.aws, encoder: { memoryMegabytes: 2048, concurrency: 3 }, logDays: 7, keepOriginalsDays: 30 };
  await writeFile(settings, JSON.stringify({ ...former, aws, encoding: { ladder, taskSegments: 2 } }));
};

let cloud: Cloud;
let call: Call;
let video: Video;

const historyOf = async (id: string): Promise<unknown> => (await call('GET', `/v1/medias/${id}/events`)).body;

const objectsOf = async (Bucket: string, id: string): Promise<unknown> => {
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${id}/` }));
  return Contents.map(({ Key, ETag, LastModified }) => [Key, ETag, LastModified?.toISOString()]);
};

/** Everything that is known of a media, wherever it is kept. */
const all = async (id: string) => ({
  media: (await call<Media>('GET', `/v1/medias/${id}`)).body,
  events: await historyOf(id),
  original: await objectsOf(cloud.buckets.originals, id),
  objects: await objectsOf(cloud.buckets.media, id),
});

const POST = { json: { title: 'Once' }, headers: { 'idempotency-key': 'before-the-second-deployment' } };
const createOnce = () => call<CreatedMedia>('POST', '/v1/medias', POST);

let before: { readonly ready: Awaited<ReturnType<typeof all>>; readonly once: CreatedMedia };
let open: { readonly created: CreatedMedia; readonly bytes: Uint8Array<ArrayBuffer> };

beforeAll(async () => {
  [cloud, video] = await Promise.all([openCloud(), makeVideo(8, '640x360')]);
  call = await createClient(cloud.url);
  const { id } = await uploadFile(call, video.path, { title: 'Before' });
  await followMedia(call, id, ({ status }) => status === 'Ready');
  before = { ready: await all(id), once: (await createOnce()).body };
  const bytes = await readFile(video.path);
  open = { created: await createMedia(call, { size: bytes.length, contentType: 'video/mp4' }), bytes };
  await change();
  const { apiUrl } = await deploy({ endpoint: cloud.endpoint }, APP);
  expect(apiUrl).toBe(cloud.url);
});
afterAll(() => video?.remove());

test('the topology is another one', async () => {
  const query = { QueueUrl: cloud.queues.ingest, AttributeNames: ['All' as const] };
  const { Attributes } = await cloud.sqs.send(new GetQueueAttributesCommand(query));
  expect(Attributes?.VisibilityTimeout).toBe(`${INGEST_VISIBILITY_SECONDS}`);
});

test('what was there is there, to the last event and object, and plays at the same address', async () => {
  expect(await all(before.ready.media.id)).toEqual(before.ready);
  await decodeWhole(before.ready.media);
});

test('what was done once is not done again', async () => {
  expect((await createOnce()).body.id).toBe(before.once.id);
});

test('an upload that was open during the deployment goes on', async () => {
  await sendFile(call, open.created, open.bytes);
  const media = await followMedia(call, open.created.id, ({ status }) => status === 'Ready');
  await decodeWhole(media);
});

test('what comes now is made by the new settings', async () => {
  const { id } = await uploadFile(call, video.path);
  const media = await followMedia(call, id, ({ status }) => status === 'Ready');
  expect(media.renditions.filter(({ kind, copied }) => kind === 'video' && !copied).map(({ name }) => name)).toEqual([
    'tiny',
  ]);
  await decodeWhole(media);
});
