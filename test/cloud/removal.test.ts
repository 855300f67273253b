import { readFile, writeFile } from 'node:fs/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Media } from '../../shared/api/schemas/media.ts';
import { createClient, followMedia } from '../acceptance/support/client.ts';
import { makeVideo, type Video } from '../acceptance/support/make-video.ts';
import { type Cloud, openCloud } from './support/cloud.ts';
import { cloudFolder } from './support/cloud-folder.ts';
import { decodeWhole } from './support/decode-whole.ts';
import { deploy, destroy } from './support/deploy.ts';
import { uploadFile } from './support/upload-file.ts';

let cloud: Cloud;
let video: Video;
let media: Media;

beforeAll(async () => {
  [cloud, video] = await Promise.all([openCloud(), makeVideo(4)]);
  const call = await createClient(cloud.url);
  const { id } = await uploadFile(call, video.path, { title: 'Kept' });
  media = await followMedia(call, id, ({ status }) => status === 'Ready');
});
afterAll(() => video?.remove());

/** What could hold something of ours. */
const holders = async (): Promise<readonly string[]> => {
  const { Buckets = [] } = await cloud.s3.send(new ListBucketsCommand({}));
  const { TableNames = [] } = await new DynamoDBClient({}).send(new ListTablesCommand({}));
  const { QueueUrls = [] } = await cloud.sqs.send(new ListQueuesCommand({}));
  const names = [...Buckets.map(({ Name = '' }) => Name), ...TableNames, ...QueueUrls];
  return names.filter((name) => name.includes('gilfoyle')).sort();
};

test('in production what holds data cannot be destroyed, and all else is made anew around it', async () => {
  const data = (await holders()).filter((name) => name.includes('gilfoyle-data-'));
  await expect(destroy({ endpoint: cloud.endpoint })).rejects.toThrow(/protect/i);
  expect(await holders()).toEqual(data);

  const { settings } = cloudFolder();
  const former = JSON.parse(await readFile(settings, 'utf8'));
  await writeFile(settings, JSON.stringify({ ...former, aws: { ...former.aws, stage: 'development' } }));
  const { apiUrl } = await deploy({ endpoint: cloud.endpoint });
  expect(apiUrl).not.toBe(cloud.url);
  const call = await createClient(apiUrl);
  // The ledger was kept, and the key with it.
  const headers = { authorization: `Bearer ${process.env.TEST_API_KEY}` };
  const { body } = await call<Media>('GET', `/v1/medias/${media.id}`, { headers });
  expect({ ...body, playback: undefined }).toEqual({ ...media, playback: undefined });
  await decodeWhole(body);
});

test('in development nothing is left', async () => {
  await destroy({ endpoint: cloud.endpoint });
  expect(await holders()).toEqual([]);
});
