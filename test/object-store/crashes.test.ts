import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startQueue } from '../support/object-store-queue.ts';
import { startObjectStore } from '../support/object-store-server.ts';
import { spawnObjectStore } from '../support/object-store-spawn.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gilfoyle-crash-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const BUCKETS = ['media', 'originals'];

const read = async (s3: S3Client, Key: string, Bucket = 'media') => {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { body: Buffer.from((await got.Body?.transformToByteArray()) ?? []), metadata: got.Metadata, etag: got.ETag };
};

/** A port on which nobody listens, for a while at least. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
};

it('killed in the middle of a PUT, it has the old object and no leftovers', async () => {
  const child = await spawnObjectStore(directory);
  const old = randomBytes(100_000);
  await child.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'film', Body: old, Metadata: { version: 'old' } }));
  const endless = Readable.from(
    (async function* () {
      for (let sent = 0; sent < 100; sent += 1) {
        yield randomBytes(100_000);
        await wait(20);
      }
    })(),
  );
  const put = child.s3
    .send(new PutObjectCommand({ Bucket: 'media', Key: 'film', Body: endless, ContentLength: 10_000_000 }))
    .catch((error: Error) => error);
  const temporary = (): Promise<string[]> => readdir(join(directory, 'tmp'));
  await expect.poll(async () => (await temporary()).length).toBe(1);
  await wait(200);
  await child.kill();
  expect(await put).toBeInstanceOf(Error);
  expect(await temporary()).toHaveLength(1);

  const store = await startObjectStore({ directory });
  expect(await temporary()).toEqual([]);
  const after = await read(store.s3, 'film');
  expect(after.body.equals(old)).toBe(true);
  expect(after.metadata).toEqual({ version: 'old' });
  await store.stop();
});

it('killed between a write and its event, it sends the event after the next start', async () => {
  const port = await freePort();
  const child = await spawnObjectStore(directory, `http://127.0.0.1:${port}/000000000000/ingest`);
  await child.s3.send(new PutObjectCommand({ Bucket: 'originals', Key: 'med_1/my film.mp4', Body: 'bytes' }));
  await child.kill();
  expect(await readdir(join(directory, 'outbox'))).toHaveLength(1);

  const queue = await startQueue(port);
  const notifications = [{ bucket: 'originals', queueUrl: queue.queueUrl, sqs: queue.sqs }];
  const store = await startObjectStore({ directory, buckets: BUCKETS, notifications });
  const [record] = await queue.takeRecords(1);
  expect(record).toMatchObject({
    eventName: 'ObjectCreated:Put',
    s3: { object: { key: 'med_1/my+film.mp4', size: 5, eTag: createHash('md5').update('bytes').digest('hex') } },
  });
  await expect.poll(() => readdir(join(directory, 'outbox'))).toEqual([]);
  await store.stop();
  await queue.stop();
});

it('killed at any moment of a storm of writes, it keeps every answered one, whole, and announces it', async () => {
  const port = await freePort();
  const answered = new Map<string, number>();
  for (let round = 1; round <= 4; round += 1) {
    const child = await spawnObjectStore(directory, `http://127.0.0.1:${port}/000000000000/ingest`);
    let isAlive = true;
    const writer = async (index: number): Promise<void> => {
      for (let step = 0; isAlive; step += 1) {
        const Key = `storm/${index}`;
        const version = round * 10_000 + step;
        const Body = createHash('sha512')
          .update(`${version}`)
          .digest('hex')
          .repeat(1 + (step % 300));
        const Metadata = { version: `${version}` };
        const sent = child.s3.send(new PutObjectCommand({ Bucket: 'originals', Key, Body, Metadata }));
        if (
          await sent.then(
            () => true,
            () => false,
          )
        )
          answered.set(Key, version);
        else isAlive = false;
      }
    };
    const writers = Array.from({ length: 6 }, (_, index) => writer(index));
    await wait(150 + Math.random() * 300);
    await child.kill();
    isAlive = false;
    await Promise.all(writers);
  }

  const queue = await startQueue(port);
  const notifications = [{ bucket: 'originals', queueUrl: queue.queueUrl, sqs: queue.sqs }];
  const store = await startObjectStore({ directory, buckets: BUCKETS, notifications });
  const { Contents = [] } = await store.s3.send(new ListObjectsV2Command({ Bucket: 'originals' }));
  expect(Contents).toHaveLength(6);
  const etags = new Set<string>();
  for (const [key, version] of answered) {
    const { body, metadata, etag } = await read(store.s3, key, 'originals');
    const found = Number(metadata?.version);
    expect(found).toBeGreaterThanOrEqual(version);
    expect(body.toString().startsWith(createHash('sha512').update(`${found}`).digest('hex'))).toBe(true);
    expect(etag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
    etags.add((etag ?? '').replaceAll('"', ''));
  }
  const announced = new Set<string>();
  await expect
    .poll(
      async () => {
        for (const { s3 } of await queue.takeRecords(50, 1)) announced.add(s3.object.eTag);
        return [...etags].every((etag) => announced.has(etag));
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  expect(store.errors).toEqual([]);
  await store.stop();
  await queue.stop();
});

it('killed around a completion, it has the upload or the object, and frees what neither needs', async () => {
  const Key = 'multi';
  const Bucket = 'media';
  const outcomes: string[] = [];
  for (const delay of [3, 6, 9, 12, 15, 18, 22]) {
    const child = await spawnObjectStore(directory);
    const { UploadId } = await child.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const body = randomBytes(300_000);
    const { ETag } = await child.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: body }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const completed = child.s3
      .send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }))
      .then(
        () => true,
        () => false,
      );
    await wait(delay);
    await child.kill();
    const wasAnswered = await completed;

    const store = await startObjectStore({ directory });
    const { Uploads = [] } = await store.s3.send(new ListMultipartUploadsCommand({ Bucket }));
    const isOpen = Uploads.some((upload) => upload.UploadId === UploadId);
    const isComplete = await read(store.s3, Key).then(
      (object) => object.body.equals(body),
      () => false,
    );
    expect(isOpen).toBe(!isComplete);
    if (wasAnswered) expect(isComplete).toBe(true);
    const extents = await readdir(join(directory, 'buckets', Bucket, 'extents'));
    expect(extents.length).toBeLessThanOrEqual(1);
    outcomes.push(isComplete ? 'object' : 'upload');
    await store.stop();
  }
  console.log(`after the crashes there was ${outcomes.join(', ')}`);
});
