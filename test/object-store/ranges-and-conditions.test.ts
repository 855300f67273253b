import { randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
const Bucket = 'media';
const Key = 'ranged';
const bytes = randomBytes(600_000);
let etag: string;
let modified: Date;

beforeAll(async () => {
  store = await startObjectStore();
  etag = (await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes }))).ETag ?? '';
  modified = (await store.s3.send(new HeadObjectCommand({ Bucket, Key }))).LastModified ?? new Date(0);
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
});

const get = (input: Partial<GetObjectCommandInput>) => store.s3.send(new GetObjectCommand({ Bucket, Key, ...input }));

describe('ranges', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=10-300000', 10, 300_000],
    ['bytes=599999-', 599_999, 599_999],
    ['bytes=5-9999999', 5, 599_999],
    ['bytes=-7', 599_993, 599_999],
    ['bytes=-9999999', 0, 599_999],
  ])('%s', async (Range, start, end) => {
    const got = await get({ Range });
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect(got.ContentRange).toBe(`bytes ${start}-${end}/600000`);
    const body = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(body.equals(bytes.subarray(start, end + 1))).toBe(true);
  });

  it.each(['bytes=600000-', 'bytes=-0', 'bytes=700000-700001'])('%s is not satisfiable', async (Range) => {
    await expect(get({ Range })).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
    await expect(store.s3.send(new HeadObjectCommand({ Bucket, Key, Range }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 416 },
    });
  });

  it.each(['bytes=5-3', 'lines=1-2', 'bytes=0-1,4-5', 'bytes=-'])('%s is ignored', async (Range) => {
    const got = await get({ Range });
    expect(got).toMatchObject({ ContentLength: 600_000, $metadata: { httpStatusCode: 200 } });
    await got.Body?.transformToByteArray();
  });
});

describe('conditional reads', () => {
  const later = (seconds: number): Date => new Date(modified.getTime() + seconds * 1000);

  it('304', async () => {
    for (const input of [
      { IfNoneMatch: etag },
      { IfNoneMatch: '*' },
      { IfModifiedSince: modified },
      { IfModifiedSince: later(60) },
    ]) {
      await expect(get(input)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    }
  });

  it('412', async () => {
    for (const input of [{ IfMatch: '"other"' }, { IfUnmodifiedSince: later(-60) }]) {
      await expect(get(input)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    }
  });

  it('200, with an ETag condition silencing the date of its kind', async () => {
    for (const input of [
      { IfMatch: etag, IfUnmodifiedSince: later(-60) },
      { IfNoneMatch: '"other"', IfModifiedSince: later(60) },
      { IfModifiedSince: later(-60) },
    ]) {
      const got = await get(input);
      expect(got.$metadata.httpStatusCode).toBe(200);
      await got.Body?.transformToByteArray();
    }
  });
});

describe('conditional writes', () => {
  const put = (key: string, input: object) =>
    store.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'x', ...input }));

  it('If-None-Match and If-Match', async () => {
    await put('once', { IfNoneMatch: '*' });
    await expect(put('once', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('never', { IfMatch: '"abc"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(put('once', { IfMatch: '"abc"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const { ETag } = await put('once', {});
    await put('once', { IfMatch: ETag });
    const remove = new DeleteObjectCommand({ Bucket, Key: 'once', IfMatch: '"abc"' });
    await expect(store.s3.send(remove)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('lets exactly one of many racing creators win', async () => {
    for (let round = 0; round < 5; round += 1) {
      const key = `race/${round}`;
      const racers = Array.from({ length: 20 }, (_, index) =>
        store.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: `${index}`, IfNoneMatch: '*' })).then(
          () => index,
          (error: Error) => error.name,
        ),
      );
      const outcomes = await Promise.all(racers);
      const winners = outcomes.filter((outcome) => typeof outcome === 'number');
      expect(winners).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(19);
      const got = await get({ Key: key });
      expect(await got.Body?.transformToString()).toBe(`${winners[0]}`);
    }
  });

  it('makes a counter from If-Match that loses no step', async () => {
    await put('counter', { Body: '0' });
    const step = async (): Promise<void> => {
      for (;;) {
        const got = await get({ Key: 'counter' });
        const value = Number(await got.Body?.transformToString());
        const outcome = await put('counter', { Body: `${value + 1}`, IfMatch: got.ETag }).catch(
          (error: Error) => error,
        );
        if (!(outcome instanceof Error)) return;
        if (outcome.name !== 'PreconditionFailed') throw outcome;
      }
    };
    await Promise.all(Array.from({ length: 10 }, step));
    const got = await get({ Key: 'counter' });
    expect(await got.Body?.transformToString()).toBe('10');
  });
});

it('finishes a GET of the version it began with while the object is overwritten and deleted', async () => {
  const old = randomBytes(8_000_000);
  await store.s3.send(new PutObjectCommand({ Bucket, Key: 'moving', Body: old }));
  const got = await get({ Key: 'moving' });
  await store.s3.send(new PutObjectCommand({ Bucket, Key: 'moving', Body: 'new' }));
  await store.s3.send(new DeleteObjectCommand({ Bucket, Key: 'moving' }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(old)).toBe(true);
});
