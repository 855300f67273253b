import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
const Bucket = 'media';
const long = 'l'.repeat(300);

const KEYS = [
  ...[
    'a',
    'a!',
    'a/1',
    'a/2',
    'a/b/3',
    'a0',
    'A',
    'B/x',
    'z/',
    'z//',
    'z/y',
    'é',
    'ﬀ',
    '😀',
    '\uffee',
    ' sp ace',
    'x&<y>"',
  ],
  ...['photos/2024/1.jpg', 'photos/2024/2.jpg', 'photos/2025/1.jpg', 'photos/readme'],
  ...[long, `${long}!`, `${long}/in`, `${long}0`, `${'l'.repeat(128)}`, `${'l'.repeat(128)}!`, `${'l'.repeat(128)}/d`],
];
const inOrder = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

beforeAll(async () => {
  store = await startObjectStore({ buckets: ['media', 'many'] });
  await Promise.all(KEYS.map((Key) => store.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
});

const listAll = async (input: Partial<ListObjectsV2CommandInput>) => {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await store.s3.send(new ListObjectsV2Command({ Bucket, ...input, ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
    expect(page.KeyCount).toBe((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
    ContinuationToken = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    pages += 1;
  } while (ContinuationToken !== undefined);
  return { keys, prefixes, pages };
};

/** What a list should hold, worked out the slow way. */
const expectedList = (prefix: string, delimiter: string, after = ''): { keys: string[]; prefixes: string[] } => {
  const keys: string[] = [];
  const prefixes = new Set<string>();
  for (const key of inOrder(KEYS)) {
    if (!key.startsWith(prefix) || Buffer.compare(Buffer.from(key), Buffer.from(after)) <= 0) continue;
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (at === -1) keys.push(key);
    else prefixes.add(key.slice(0, at + delimiter.length));
  }
  return { keys, prefixes: [...prefixes] };
};

describe('ListObjectsV2', () => {
  it.each([
    ['', ''],
    ['', '/'],
    ['a', ''],
    ['a', '/'],
    ['a/', '/'],
    ['photos/', '/'],
    ['photos/2024', '/'],
    ['z/', '/'],
    ['', '0'],
    ['photos/2', '2'],
    ['missing', ''],
    [long, '/'],
    ['l', '/'],
    ['', 'oto'],
    ['😀', ''],
  ])('prefix %j, delimiter %j, in pages of any size', async (Prefix, Delimiter) => {
    const expected = expectedList(Prefix, Delimiter);
    for (const MaxKeys of [1, 2, 3, 1000]) {
      const { keys, prefixes } = await listAll({ Prefix, ...(Delimiter ? { Delimiter } : {}), MaxKeys });
      expect({ keys, prefixes }).toEqual(expected);
    }
    const { keys } = await listAll({ Prefix, ...(Delimiter ? { Delimiter } : {}), EncodingType: 'url' });
    expect(keys.map(decodeURIComponent)).toEqual(expected.keys);
  });

  it('starts after a key', async () => {
    for (const StartAfter of inOrder(KEYS)) {
      expect((await listAll({ StartAfter, MaxKeys: 10 })).keys).toEqual(expectedList('', '', StartAfter).keys);
    }
  });

  it('says size, tag and time; refuses what it cannot do', async () => {
    const { Contents } = await store.s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'photos/readme', FetchOwner: true }),
    );
    expect(Contents).toHaveLength(1);
    expect(Contents?.[0]).toMatchObject({ Key: 'photos/readme', Size: 13, StorageClass: 'STANDARD', Owner: {} });
    expect(Contents?.[0]?.LastModified?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    const none = await store.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
    const bad = new ListObjectsV2Command({ Bucket, ContinuationToken: '!' });
    await expect(store.s3.send(bad)).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(store.s3.send(new ListObjectsV2Command({ Bucket: 'missing' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

it('ListObjects, the first version, in pages', async () => {
  for (const Delimiter of [undefined, '/']) {
    const keys: string[] = [];
    const prefixes: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await store.s3.send(new ListObjectsCommand({ Bucket, Delimiter, MaxKeys: 2, Marker }));
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
      prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
      Marker = page.IsTruncated ? (page.NextMarker ?? page.Contents?.at(-1)?.Key) : undefined;
    } while (Marker !== undefined);
    expect({ keys, prefixes }).toEqual(expectedList('', Delimiter ?? ''));
  }
});

it('lists thousands of keys quickly, and no folder that became empty', async () => {
  const keys = Array.from(
    { length: 2500 },
    (_, index) => `media/med_${index % 5}/video/${String(index).padStart(6, '0')}.m4s`,
  );
  const started = Date.now();
  for (let at = 0; at < keys.length; at += 50) {
    await Promise.all(
      keys.slice(at, at + 50).map((Key) => store.s3.send(new PutObjectCommand({ Bucket: 'many', Key, Body: 'x' }))),
    );
  }
  console.log(`2,500 small PUTs: ${Date.now() - started} ms`);
  const before = Date.now();
  const { keys: listed, pages } = await listAll({ Bucket: 'many' });
  console.log(`listed in ${Date.now() - before} ms`);
  expect(listed).toEqual(inOrder(keys));
  expect(pages).toBe(3);
  expect(Date.now() - before).toBeLessThan(5000);
  await Promise.all(
    keys
      .filter((key) => key.includes('med_3'))
      .map((Key) => store.s3.send(new DeleteObjectCommand({ Bucket: 'many', Key }))),
  );
  const { prefixes } = await listAll({ Bucket: 'many', Prefix: 'media/', Delimiter: '/' });
  expect(prefixes).toEqual(['media/med_0/', 'media/med_1/', 'media/med_2/', 'media/med_4/']);
});
