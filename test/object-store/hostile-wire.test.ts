import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { S3_ERROR_STATUS } from '../../infra/local/object-store/http/s3-error.ts';
import { isBucketName } from '../../infra/local/object-store/store/buckets.ts';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';
import { converse, type WireAnswer } from './support/converse.ts';
import { hostileText, parameterName } from './support/hostile-values.ts';
import { presignWire, signWire, type WireRequest } from './support/sign-wire.ts';
import { UPLOAD, unsignedHeader, wireRequest } from './support/wire-requests.ts';

/**
 * Requests that are signed as they should be, and otherwise anything: what a client does that has the key and is broken, or
 * whoever got hold of a signed address.
 */
const Bucket = 'media';
let around: string;
let store: RunningObjectStore;
let uploadId: string;
let layout: string[];
beforeAll(async () => {
  around = await mkdtemp(join(tmpdir(), 'gilfoyle-hostile-'));
  const directory = join(around, 'store');
  await mkdir(directory);
  store = await startObjectStore({ directory });
  await store.s3.send(new PutObjectCommand({ Bucket, Key: 'here', Body: 'content' }));
  const { UploadId = '' } = await store.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  await store.s3.send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'part' }));
  uploadId = UploadId;
  layout = (await readdir(directory)).sort();
});
afterAll(async () => {
  await store.remove();
  await rm(around, { recursive: true, force: true });
});

/** An answer of S3: what went well, or a document that says by one of its codes what did not. */
const expectAnswer = ({ status, headers: given, body: text }: WireAnswer, method: string): void => {
  expect(status < 500 || status === 501).toBe(true);
  expect(given.get('x-amz-request-id')).toMatch(/^[0-9A-F]{16}$/);
  const isBare = method === 'HEAD' || status === 204 || status === 304;
  if (isBare) expect(text).toBe('');
  if (isBare) return;
  if (given.get('content-type') === 'application/xml') expect(XMLValidator.validate(text)).toBe(true);
  if (status < 300) return;
  const code = /<Error><Code>(\w+)<\/Code><Message>/.exec(text)?.[1] ?? '';
  expect(S3_ERROR_STATUS).toHaveProperty(code, status);
  expect(given.get('content-length')).toBe(`${Buffer.byteLength(text)}`);
};

const send = async (given: WireRequest, sign: typeof signWire): Promise<number> => {
  const query = given.query.map(([name, value]) => [name, value === UPLOAD ? uploadId : value] as const);
  const answer = await converse(store.port, await sign({ ...given, query }, `127.0.0.1:${store.port}`));
  expectAnswer(answer, given.method);
  expect(store.errors).toEqual([]);
  return answer.status;
};

const expectNothingOutside = async (): Promise<void> => {
  expect(await readdir(around)).toEqual(['store']);
  expect((await readdir(join(around, 'store'))).sort()).toEqual(layout);
  expect(await readdir(join(around, 'store/tmp'))).toEqual([]);
  for (const name of await readdir(join(around, 'store/buckets'))) {
    expect(isBucketName(name)).toBe(true);
    const inside = await readdir(join(around, 'store/buckets', name));
    expect(inside.sort()).toEqual(['bucket.json', 'extents', 'objects', 'uploads']);
  }
};

it('any signed request has an answer of S3, and nothing is written but where objects are', async () => {
  const statuses: number[] = [];
  await fc.assert(
    fc.asyncProperty(wireRequest, async (given) => {
      statuses.push(await send(given, signWire));
    }),
    { numRuns: 800 },
  );
  // Had most of them been refused for their signature, this would show little.
  expect(statuses.filter((status) => status === 403).length).toBeLessThan(250);
  expect(statuses.filter((status) => status < 300).length).toBeGreaterThan(20);
  await expectNothingOutside();
});

it('so has any request by a signed address', async () => {
  const names = [
    'x-amz-meta-a',
    'x-amz-meta-é',
    'X-Amz-Meta-:',
    'x-amz-acl',
    'x-amz-checksum-type',
    'x-amz-copy-source',
  ];
  const hoisted = fc.array(
    fc.tuple(
      fc.oneof(fc.constantFrom(...names, 'x-amz-decoded-content-length', 'response-expires'), parameterName),
      hostileText,
    ),
    { maxLength: 3 },
  );
  // AWS's own signer would be asked to sign a request that is signed.
  const isFree = ([name]: readonly [string, string]) => !/^x-amz-(?:algorithm|credential|date|expires|sig)/i.test(name);
  const unsigned = fc
    .array(unsignedHeader, { maxLength: 2 })
    .map((pairs) => new Map(pairs.filter(([name]) => !name.startsWith('x-amz-'))));
  const presigned = fc
    .tuple(wireRequest, hoisted, unsigned)
    .map(([given, more, headers]) => ({ ...given, query: [...given.query, ...more.filter(isFree)], headers }));
  const statuses: number[] = [];
  await fc.assert(
    fc.asyncProperty(presigned, async (given) => {
      statuses.push(await send(given, presignWire));
    }),
    { numRuns: 500 },
  );
  expect(statuses.filter((status) => status < 300).length).toBeGreaterThan(3);
  await expectNothingOutside();
});

it.each(['AA==', '-1', '1e3', ''])('a length of %j is none, and no reason to try again', async (length) => {
  const headers = new Map([
    ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
    ['x-amz-decoded-content-length', length],
  ]);
  const given = {
    method: 'PUT',
    path: '/media/x',
    wirePath: '/media/x',
    query: [],
    headers,
    body: Buffer.from('0\r\n\r\n'),
  };
  expect(await send(given, signWire)).toBe(411);
});

it('what is larger than any object may be is refused for that, not for the room that it would take', async () => {
  const headers = new Map([
    ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
    ['x-amz-decoded-content-length', '999999999999999'],
  ]);
  const given = {
    method: 'PUT',
    path: '/media/x',
    wirePath: '/media/x',
    query: [],
    headers,
    body: Buffer.from('0\r\n\r\n'),
  };
  expect(await send(given, signWire)).toBe(400);
});
