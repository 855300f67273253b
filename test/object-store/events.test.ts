import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { startQueue } from '../support/object-store-queue.ts';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

const put = (store: RunningObjectStore, Bucket: string, Key: string, Body = 'x') =>
  store.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

it('announces every way of creating an object, and nothing else', async () => {
  const queue = await startQueue();
  const Bucket = 'originals';
  const notifications = [{ bucket: Bucket, queueUrl: queue.queueUrl, sqs: queue.sqs }];
  const store = await startObjectStore({ buckets: ['media', 'originals'], notifications });

  await put(store, 'media', 'silent');
  await put(store, Bucket, "med_1/ü b+c&(d)'e*.mp4", 'hello');
  await store.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'media/silent' }));
  const { UploadId } = await store.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'multi' }));
  const part = { Bucket, Key: 'multi', UploadId, PartNumber: 1 };
  const { ETag } = await store.s3.send(new UploadPartCommand({ ...part, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const completed = await store.s3.send(new CompleteMultipartUploadCommand({ ...part, MultipartUpload }));
  await store.s3.send(new DeleteObjectCommand({ Bucket, Key: 'copy' }));
  const refused = new PutObjectCommand({ Bucket, Key: 'multi', Body: 'x', IfNoneMatch: '*' });
  await expect(store.s3.send(refused)).rejects.toThrow();

  const records = await queue.takeRecords(4, 3);
  expect(records).toHaveLength(3);
  const byName = new Map(records.map((record) => [record.eventName, record]));
  expect(byName.get('ObjectCreated:Put')).toMatchObject({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    s3: {
      bucket: { name: Bucket, arn: 'arn:aws:s3:::originals' },
      object: { key: 'med_1/%C3%BC+b%2Bc%26%28d%29%27e*.mp4', size: 5, eTag: '5d41402abc4b2a76b9719d911017c592' },
    },
  });
  expect(Date.parse(byName.get('ObjectCreated:Put')?.eventTime ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect(byName.get('ObjectCreated:Copy')?.s3.object.key).toBe('copy');
  expect(`"${byName.get('ObjectCreated:CompleteMultipartUpload')?.s3.object.eTag}"`).toBe(completed.ETag);
  const sequencers = ['Put', 'Copy', 'CompleteMultipartUpload'].map(
    (name) => byName.get(`ObjectCreated:${name}`)?.s3.object.sequencer,
  );
  expect([...sequencers].sort()).toEqual(sequencers);
  expect(await readdir(join(store.directory, 'outbox'))).toEqual([]);
  await store.remove();
  await queue.stop();
});

it('announces only keys that end as wanted', async () => {
  const { queueUrl, sqs, takeRecords, stop } = await startQueue();
  const notifications = [{ bucket: 'originals', suffix: '/original', queueUrl, sqs }];
  const store = await startObjectStore({ buckets: ['originals'], notifications });
  await put(store, 'originals', 'med_1/remux.mp4');
  await put(store, 'originals', 'med_2/original');
  const records = await takeRecords(2, 2);
  expect(records.map(({ s3 }) => s3.object.key)).toEqual(['med_2/original']);
  await expect.poll(() => readdir(join(store.directory, 'outbox'))).toEqual([]);
  await store.remove();
  await stop();
});

it('sends later what a queue that is down could not take', async () => {
  const first = await startQueue();
  const { port, queueUrl, sqs } = first;
  const notifications = [{ bucket: 'media', queueUrl, sqs }];
  const store = await startObjectStore({ notifications });
  await first.stop();
  for (let index = 0; index < 20; index += 1) await put(store, 'media', `waiting/${index}`);
  await expect.poll(() => store.errors.length).toBeGreaterThan(0);
  const second = await startQueue(port);
  const records = await second.takeRecords(20);
  expect(new Set(records.map(({ s3 }) => s3.object.key)).size).toBe(20);
  await expect.poll(() => readdir(join(store.directory, 'outbox'))).toEqual([]);
  await store.remove();
  await second.stop();
});

it('drops the record of a write that never became visible', async () => {
  const queue = await startQueue();
  const notifications = [{ bucket: 'media', queueUrl: queue.queueUrl, sqs: queue.sqs }];
  const before = await startObjectStore();
  await before.stop();
  const { writeFile } = await import('node:fs/promises');
  const event = {
    eventName: 'ObjectCreated:Put',
    eventTime: 0,
    bucket: 'media',
    key: 'ghost',
    size: 1,
    etag: 'x',
    sequencer: '0'.repeat(16),
  };
  await writeFile(join(before.directory, 'outbox', `${event.sequencer}.json`), JSON.stringify(event));
  const store = await startObjectStore({ directory: before.directory, notifications });
  await put(store, 'media', 'real');
  const records = await queue.takeRecords(2, 2);
  expect(records.map(({ s3 }) => s3.object.key)).toEqual(['real']);
  await store.remove();
  await queue.stop();
});
