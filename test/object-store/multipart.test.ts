import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
beforeAll(async () => {
  store = await startObjectStore();
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
});

const Bucket = 'media';
const MIB = 1024 * 1024;
const parts = [randomBytes(5 * MIB), randomBytes(5 * MIB + 1), randomBytes(1234)];
const whole = Buffer.concat(parts);
const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

const begin = async (Key: string, input: object = {}): Promise<string> =>
  (await store.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId ?? '';

const upload = async (
  Key: string,
  UploadId: string,
  PartNumber: number,
  Body: Uint8Array,
  input = {},
): Promise<CompletedPart> => {
  const { $metadata: _metadata, ...sums } = await store.s3.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...input }),
  );
  return { PartNumber, ...sums };
};

const uploadAll = (Key: string, UploadId: string, input = {}): Promise<CompletedPart[]> =>
  Promise.all(parts.map((part, index) => upload(Key, UploadId, index + 1, part, input)));

const complete = (Key: string, UploadId: string, Parts: CompletedPart[], input = {}) =>
  store.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }));

const read = async (Key: string, input = {}): Promise<Buffer> => {
  const got = await store.s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
  return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
};

const extents = (): Promise<string[]> => readdir(join(store.directory, 'buckets', Bucket, 'extents'));

describe('a multipart upload', () => {
  it('becomes one object that reads like any other', async () => {
    const Key = 'multi/whole';
    const id = await begin(Key, { ContentType: 'video/mp4', Metadata: { a: 'b' } });
    const done = await complete(Key, id, await uploadAll(Key, id));
    const expected = createHash('md5')
      .update(Buffer.concat(parts.map(md5)))
      .digest('hex');
    expect(done.ETag).toBe(`"${expected}-3"`);
    expect((await read(Key)).equals(whole)).toBe(true);
    expect(await store.s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ContentLength: whole.length,
      ContentType: 'video/mp4',
      Metadata: { a: 'b' },
      ETag: done.ETag,
    });
    const edge = 5 * MIB;
    for (const [start, end] of [
      [edge - 3, edge + 3],
      [edge, edge],
      [0, edge * 2 + 5],
      [whole.length - 1300, whole.length - 1],
    ] as const) {
      expect((await read(Key, { Range: `bytes=${start}-${end}` })).equals(whole.subarray(start, end + 1))).toBe(true);
    }
    expect((await read(Key, { PartNumber: 2 })).equals(parts[1] ?? Buffer.alloc(0))).toBe(true);
    const head = await store.s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 3 }));
    expect(head).toMatchObject({ PartsCount: 3, ContentLength: 1234 });
  });

  it('answers a repeated completion alike, and nothing else once it is complete', async () => {
    const Key = 'multi/repeated';
    const id = await begin(Key);
    const done = await uploadAll(Key, id);
    const [first, second] = await Promise.all([complete(Key, id, done), complete(Key, id, done)]);
    expect(second.ETag).toBe(first.ETag);
    await expect(upload(Key, id, 4, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id });
    await expect(store.s3.send(abort)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect((await read(Key)).equals(whole)).toBe(true);
  });

  it('refuses wrong orders, parts, tags and sizes', async () => {
    const Key = 'multi/refused';
    const id = await begin(Key);
    const done = await uploadAll(Key, id);
    const [one = {}, two = {}, three = {}] = done;
    await expect(complete(Key, id, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(Key, id, [one, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(Key, id, [one, { ...three, PartNumber: 9 }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(Key, id, [{ ...one, ETag: two.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(Key, id, [])).rejects.toMatchObject({ name: 'MalformedXML' });
    await upload(Key, id, 2, Buffer.from('small'));
    const listed = await store.s3.send(new ListPartsCommand({ Bucket, Key, UploadId: id }));
    const now = (listed.Parts ?? []).map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    await expect(complete(Key, id, now as CompletedPart[])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(upload(Key, id, 10_001, Buffer.from('x'))).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(upload('multi/other', id, 1, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(complete(Key, '../../x', done)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const rest = await complete(
      Key,
      id,
      [one, three].map(({ PartNumber, ETag }) => ({ PartNumber, ETag })) as CompletedPart[],
    );
    expect(rest.ETag).toMatch(/-2"$/);
    expect((await read(Key)).equals(Buffer.concat([parts[0] ?? whole, parts[2] ?? whole]))).toBe(true);
  });

  it('lists its parts in pages, and is listed itself until it is aborted', async () => {
    const Key = 'pages/a';
    const id = await begin(Key);
    for (const number of [1, 2, 3, 7, 10_000]) await upload(Key, id, number, Buffer.from(`${number}`));
    const numbers: number[] = [];
    let PartNumberMarker: string | undefined;
    do {
      const page = await store.s3.send(
        new ListPartsCommand({ Bucket, Key, UploadId: id, MaxParts: 2, PartNumberMarker }),
      );
      numbers.push(...(page.Parts ?? []).map(({ PartNumber }) => PartNumber ?? 0));
      PartNumberMarker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    expect(numbers).toEqual([1, 2, 3, 7, 10_000]);

    const others = [await begin('pages/b'), await begin('pages/b'), await begin('pages/sub/c')];
    const seen: string[] = [];
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
    do {
      const page = await store.s3.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: 'pages/', MaxUploads: 1, ...marker }),
      );
      seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId ?? ''));
      marker = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : {};
    } while (marker.KeyMarker);
    expect(new Set(seen)).toEqual(new Set([id, ...others]));
    expect(seen).toHaveLength(4);
    const grouped = await store.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'pages/', Delimiter: '/' }));
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'pages/sub/' }]);

    await store.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }));
    await expect(store.s3.send(new ListPartsCommand({ Bucket, Key, UploadId: id }))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it('obeys conditions when completing', async () => {
    const Key = 'multi/conditional';
    const id = await begin(Key);
    const done = [await upload(Key, id, 1, Buffer.from('multipart'))];
    await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'first' }));
    await expect(complete(Key, id, done, { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await read(Key)).toString()).toBe('first');
    const head = await store.s3.send(new HeadObjectCommand({ Bucket, Key }));
    await complete(Key, id, done, { IfMatch: head.ETag });
    expect((await read(Key)).toString()).toBe('multipart');
  });

  it('copies parts from objects', async () => {
    const id1 = await begin('multi/source');
    await complete('multi/source', id1, await uploadAll('multi/source', id1));
    const Key = 'multi/copied';
    const UploadId = await begin(Key);
    const done: CompletedPart[] = [];
    for (const [index, CopySourceRange] of [
      `bytes=0-${6 * MIB - 1}`,
      `bytes=${6 * MIB}-${whole.length - 1}`,
    ].entries()) {
      const CopySource = `${Bucket}/multi/source`;
      const copied = await store.s3.send(
        new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: index + 1, CopySource, CopySourceRange }),
      );
      done.push({ PartNumber: index + 1, ETag: copied.CopyPartResult?.ETag });
    }
    await complete(Key, UploadId, done);
    expect((await read(Key)).equals(whole)).toBe(true);
    const beyond = {
      Bucket,
      Key,
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/multi/source`,
      CopySourceRange: 'bytes=0-99999999',
    };
    await expect(store.s3.send(new UploadPartCopyCommand(beyond))).rejects.toThrow();
  });

  it('keeps its bytes for a reader that began before it was overwritten, then frees them', async () => {
    const Key = 'multi/leased';
    const before = new Set(await extents());
    const id = await begin(Key);
    await complete(Key, id, await uploadAll(Key, id));
    const got = await store.s3.send(new GetObjectCommand({ Bucket, Key }));
    await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'new' }));
    expect((await extents()).filter((name) => !before.has(name))).toEqual([id]);
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    await expect.poll(async () => (await extents()).includes(id)).toBe(false);
    const again = await begin(Key);
    await complete(Key, again, await uploadAll(Key, again));
    await store.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await extents()).not.toContain(again);
  });
});

const kinds: [ChecksumAlgorithm, ChecksumType][] = [
  ['CRC32', 'COMPOSITE'],
  ['CRC32', 'FULL_OBJECT'],
  ['CRC32C', 'FULL_OBJECT'],
  ['CRC64NVME', 'FULL_OBJECT'],
  ['SHA1', 'COMPOSITE'],
  ['SHA256', 'COMPOSITE'],
];

describe.each(kinds)('checksums of parts: %s, %s', (ChecksumAlgorithm, ChecksumType) => {
  it('are those of the whole', async () => {
    const Key = `sums/${ChecksumAlgorithm}-${ChecksumType}`;
    const field = `Checksum${ChecksumAlgorithm}` as 'ChecksumCRC32';
    const id = await begin(Key, { ChecksumAlgorithm, ChecksumType });
    const done = await uploadAll(Key, id, { ChecksumAlgorithm });
    const [one = {}] = done;
    await expect(complete(Key, id, [{ ...one, [field]: done[1]?.[field] }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    const completed = await complete(Key, id, done, { ChecksumType });
    const got = await store.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(got[field]).toBe(completed[field]);
    expect(got.ChecksumType).toBe(ChecksumType);
    if (ChecksumType === 'COMPOSITE') {
      expect(got[field]).toMatch(/-3$/);
    } else {
      const plain = await store.s3.send(
        new PutObjectCommand({ Bucket, Key: `${Key}-plain`, Body: whole, ChecksumAlgorithm }),
      );
      expect(got[field]).toBe(plain[field]);
    }
  });
});
