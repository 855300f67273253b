import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../support/object-store-credentials.ts';
import { createS3Client, type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
beforeAll(async () => {
  store = await startObjectStore();
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
});

const md5 = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex');
const Bucket = 'media';

const read = async (s3: S3Client, Key: string): Promise<string> =>
  (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? '';

describe('buckets', () => {
  it('creates, lists, describes and deletes', async () => {
    const { s3 } = store;
    await s3.send(
      new CreateBucketCommand({ Bucket: 'more', CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['media', 'more']);
    expect(Buckets?.[1]?.CreationDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await s3.send(new HeadBucketCommand({ Bucket: 'more' }));
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'more' }))).LocationConstraint).toBe(REGION);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: 'more' }))).Status).toBeUndefined();
    expect((await s3.send(new GetBucketAclCommand({ Bucket: 'more' }))).Grants?.[0]?.Permission).toBe('FULL_CONTROL');
    await s3.send(new PutObjectCommand({ Bucket: 'more', Key: 'x/y', Body: '1' }));
    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'more' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    await s3.send(new DeleteObjectCommand({ Bucket: 'more', Key: 'x/y' }));
    await s3.send(new DeleteBucketCommand({ Bucket: 'more' }));
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'more' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it.each([
    ['BucketAlreadyOwnedByYou', new CreateBucketCommand({ Bucket })],
    ['InvalidBucketName', new CreateBucketCommand({ Bucket: 'No_Such.Name' })],
    ['NoSuchBucket', new DeleteBucketCommand({ Bucket: 'missing' })],
    ['NoSuchBucketPolicy', new GetBucketPolicyCommand({ Bucket })],
    ['NotImplemented', new PutBucketPolicyCommand({ Bucket, Policy: '{}' })],
    ['NotImplemented', new ListObjectVersionsCommand({ Bucket })],
    ['NotImplemented', new PutObjectTaggingCommand({ Bucket, Key: 'x', Tagging: { TagSet: [] } })],
    ['NoSuchKey', new GetObjectTaggingCommand({ Bucket, Key: 'missing' })],
    ['NotImplemented', new PutObjectCommand({ Bucket, Key: 'x', Body: '', ServerSideEncryption: 'aws:kms' })],
    ['NotImplemented', new PutObjectCommand({ Bucket, Key: 'x', Body: '', ACL: 'public-read' })],
    ['NoSuchBucket', new PutObjectCommand({ Bucket: 'missing', Key: 'x', Body: 'x' })],
    ['NoSuchKey', new GetObjectCommand({ Bucket, Key: 'missing' })],
    ['NotFound', new HeadObjectCommand({ Bucket, Key: 'missing' })],
    ['NoSuchVersion', new GetObjectCommand({ Bucket, Key: 'missing', VersionId: 'abc' })],
    ['KeyTooLongError', new PutObjectCommand({ Bucket, Key: 'ä'.repeat(513), Body: 'x' })],
    ['MetadataTooLarge', new PutObjectCommand({ Bucket, Key: 'x', Body: 'x', Metadata: { big: 'x'.repeat(2050) } })],
  ] as const)('answers %s', async (name, command) => {
    await expect(store.s3.send(command as GetObjectCommand)).rejects.toMatchObject({ name });
  });
});

describe.each([
  ['default checksums', {}],
  [
    'checksums only when required',
    { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
  ],
] as const)('objects, %s', (_name, config) => {
  let s3: S3Client;
  beforeAll(() => {
    s3 = createS3Client(store.endpoint, config);
  });
  afterAll(() => s3.destroy());

  it('keeps bytes and every header', async () => {
    const Expires = new Date('2031-01-02T03:04:05Z');
    const headers = {
      ContentType: 'video/mp4',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a b.mp4"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      Metadata: { title: 'Ein Film', empty: '' },
    };
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'headers', Body: 'hello', Expires, ...headers }));
    expect(put.ETag).toBe(`"${md5('hello')}"`);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'headers' }));
    expect(got).toMatchObject({
      ...headers,
      ETag: put.ETag,
      ContentLength: 5,
      AcceptRanges: 'bytes',
      ExpiresString: Expires.toUTCString(),
    });
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'headers' }))).toMatchObject({
      ...headers,
      ContentLength: 5,
    });
  });

  it.each([
    'a b+c',
    'ümlaut/日本/😀',
    "!'()*~;:@&=$,?#[]",
    '%2e%2e/%00',
    '../../etc/passwd',
    '/leading',
    'a//b/',
    './.',
    'CASE/Case',
    'back\\slash',
    'dot.',
    'line\nbreak',
  ])('takes the key %j', async (Key) => {
    const Body = `at ${Key}`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    expect(await read(s3, Key)).toBe(Body);
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(read(s3, Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('keeps keys apart that differ only in case, or of which one begins the other', async () => {
    const keys = ['a', 'a/b', 'a/b/c', 'a/', 'A', 'A/b', 'a.o', 'a.d', 'a.c'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key: `apart/${Key}`, Body: Key }));
    for (const Key of keys) expect(await read(s3, `apart/${Key}`)).toBe(Key);
  });

  it('stores streams of known length and empty objects', async () => {
    const bytes = randomBytes(1_000_003);
    const stream = Readable.from([bytes.subarray(0, 7), bytes.subarray(7, 700_000), bytes.subarray(700_000)]);
    const put = await s3.send(
      new PutObjectCommand({ Bucket, Key: 'stream', Body: stream, ContentLength: bytes.length }),
    );
    expect(put.ETag).toBe(`"${md5(bytes)}"`);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.compare(Buffer.from((await got.Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))).toMatchObject({
      ContentLength: 0,
      ETag: `"${md5('')}"`,
    });
    expect(await read(s3, 'empty')).toBe('');
  });

  it('copies with and without new metadata', async () => {
    const Metadata = { a: '1' };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from ü', Body: 'copied', ContentType: 'text/x', Metadata }));
    const CopySource = `${Bucket}/${encodeURIComponent('from ü')}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe(`"${md5('copied')}"`);
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).toMatchObject({
      ContentType: 'text/x',
      Metadata,
    });
    const replace = { MetadataDirective: 'REPLACE', ContentType: 'text/y', Metadata: { b: '2' } } as const;
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource, ...replace }));
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).toMatchObject({
      ContentType: 'text/y',
      Metadata: { b: '2' },
    });
    const self = new CopyObjectCommand({ Bucket, Key: 'from ü', CopySource });
    await expect(s3.send(self)).rejects.toMatchObject({ name: 'InvalidRequest' });
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'from ü', CopySource, ...replace }));
    expect(await read(s3, 'from ü')).toBe('copied');
    const unmatched = new CopyObjectCommand({ Bucket, Key: 'to', CopySource, CopySourceIfMatch: '"other"' });
    await expect(s3.send(unmatched)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('deletes one, many, and what is not there', async () => {
    const keys = ['del/1', 'del/2 &<>"\'', 'del/3'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const Objects = [...keys, 'del/missing'].map((Key) => ({ Key }));
    const first = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: Objects.slice(0, 1), Quiet: true } }),
    );
    expect(first.Deleted ?? []).toEqual([]);
    const rest = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(rest.Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'del/missing']);
    expect(rest.Errors ?? []).toEqual([]);
    for (const Key of keys) await expect(read(s3, Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
