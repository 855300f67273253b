import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { getSigningKey, SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { combineCrc } from '../../infra/local/object-store/body/combine-crc.ts';
import { crc32c } from '../../infra/local/object-store/body/crc32c.ts';
import { createCrc64Nvme } from '../../infra/local/object-store/body/crc64-nvme.ts';
import { NodeSha256 } from '../../infra/local/object-store/signature/node-sha256.ts';
import { CREDENTIALS, REGION } from '../support/object-store-credentials.ts';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
const Bucket = 'media';
beforeAll(async () => {
  store = await startObjectStore();
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
});

const signer = new SignatureV4({
  service: 's3',
  region: REGION,
  credentials: CREDENTIALS,
  sha256: NodeSha256,
  uriEscapePath: false,
});

const longDate = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, '');
const hmac = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('hex');
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Signs a PUT of /media/<key>, then writes it to a socket as the bytes that `render` makes of the signature. */
const put = async (
  key: string,
  headers: Record<string, string>,
  render: (signing: { seed: string; key: Uint8Array; date: Date }) => Buffer,
  { half = false, unsigned = [] as string[] } = {},
): Promise<string> => {
  const date = new Date();
  const path = `/media/${key}`;
  const host = `127.0.0.1:${store.port}`;
  const signed = await signer.sign(
    { method: 'PUT', protocol: 'http:', hostname: '127.0.0.1', path, query: {}, headers: { host, ...headers } },
    { signingDate: date, unsignableHeaders: new Set(['content-length', ...unsigned]) },
  );
  const seed = /Signature=(\w+)/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
  const signingKey = await getSigningKey(NodeSha256, CREDENTIALS, longDate(date).slice(0, 8), REGION, 's3');
  const body = render({ seed, key: signingKey, date });
  const length = 'transfer-encoding' in headers ? {} : { 'content-length': String(body.length) };
  const all = { ...length, connection: 'close', ...signed.headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(store.port, '127.0.0.1', () => {
      socket.write(`PUT ${path} HTTP/1.1\r\n${head.join('')}\r\n`, 'latin1');
      socket.write(half ? body.subarray(0, body.length / 2) : body);
      if (half) socket.end();
    });
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('error', () => undefined);
    socket.on('close', () =>
      resolve(/^HTTP\/1.1 200/.test(answer) ? 'OK' : (/<Code>(\w+)</.exec(answer)?.[1] ?? answer)),
    );
  });
};

const read = async (Key: string): Promise<string | undefined> => {
  const got = await store.s3.send(new GetObjectCommand({ Bucket, Key })).catch(() => undefined);
  return got?.Body?.transformToString();
};

const temporary = (): Promise<string[]> => readdir(join(store.directory, 'tmp'));

const plain = (text: string) => () => Buffer.from(text);

describe('plain bodies', () => {
  it.each<[string, Record<string, string>, string]>([
    ['OK', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, 'text'],
    ['OK', { 'x-amz-content-sha256': sha256('text') }, 'text'],
    ['XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': sha256('other') }, 'text'],
    ['OK', { 'content-md5': createHash('md5').update('text').digest('base64') }, 'text'],
    ['BadDigest', { 'content-md5': createHash('md5').update('other').digest('base64') }, 'text'],
    ['InvalidDigest', { 'content-md5': 'nonsense' }, 'text'],
    ['InvalidArgument', { 'x-amz-content-sha256': 'STREAMING-SOMETHING' }, 'text'],
    ['MissingContentLength', { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }, 'text'],
    ['MissingContentLength', { 'transfer-encoding': 'chunked' }, '4\r\ntext\r\n0\r\n\r\n'],
    ['EntityTooLarge', { 'content-length': String(5 * 1024 ** 3 + 1) }, 'text'],
    ['BadDigest', { 'x-amz-checksum-crc32': Buffer.alloc(4).toString('base64') }, 'text'],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'short' }, 'text'],
    ['InvalidRequest', { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' }, 'text'],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AAAA' }, 'text'],
    ['NotImplemented', { 'x-amz-website-redirect-location': '/' }, 'text'],
    ['NotImplemented', { 'x-amz-tagging': 'a=b' }, 'text'],
    ['InvalidStorageClass', { 'x-amz-storage-class': 'GLACIER' }, 'text'],
  ])('%s %j', async (expected, headers, text) => {
    const key = `plain-${randomBytes(4).toString('hex')}`;
    expect(await put(key, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers }, plain(text))).toBe(expected);
    expect(await read(key)).toBe(expected === 'OK' ? 'text' : undefined);
    expect(await temporary()).toEqual([]);
  });

  it('stores nothing of a body that breaks off', async () => {
    await put('half', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, () => Buffer.alloc(1_000_000), { half: true });
    expect(await read('half')).toBeUndefined();
    await expect.poll(temporary).toEqual([]);
  });
});

const chunks = [randomBytes(70_000), randomBytes(9000), Buffer.from('end')];
const content = Buffer.concat(chunks);

/** Writes chunks as AWS's description of "SigV4 streaming" has it. */
const signChunks = (
  { seed, key, date }: { seed: string; key: Uint8Array; date: Date },
  pieces: readonly Buffer[],
  trailer?: string,
): Buffer => {
  const scope = `${longDate(date).slice(0, 8)}/${REGION}/s3/aws4_request`;
  let previous = seed;
  const out: Buffer[] = [];
  for (const piece of [...pieces, Buffer.alloc(0)]) {
    const text = ['AWS4-HMAC-SHA256-PAYLOAD', longDate(date), scope, previous, sha256(''), sha256(piece)].join('\n');
    previous = hmac(key, text);
    out.push(Buffer.from(`${piece.length.toString(16)};chunk-signature=${previous}\r\n`), piece);
    if (piece.length > 0 || trailer === undefined) out.push(Buffer.from('\r\n'));
  }
  if (trailer !== undefined) {
    const text = ['AWS4-HMAC-SHA256-TRAILER', longDate(date), scope, previous, sha256(`${trailer}\n`)].join('\n');
    out.push(Buffer.from(`${trailer}\r\nx-amz-trailer-signature:${hmac(key, text)}\r\n\r\n`));
  }
  return Buffer.concat(out);
};

const STREAMING = { 'content-encoding': 'aws-chunked,gzip', 'x-amz-decoded-content-length': String(content.length) };
const crcOf = (bytes: Uint8Array): string => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
};

describe('aws-chunked bodies', () => {
  const signedHeaders = { ...STREAMING, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
  const trailerHeaders = {
    ...STREAMING,
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  const unsignedHeaders = { ...trailerHeaders, 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
  const trailer = `x-amz-checksum-crc32:${crcOf(content)}`;
  const unsigned = (end: string): Buffer =>
    Buffer.concat([
      ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
      Buffer.from(end),
    ]);

  it('with signed chunks', async () => {
    expect(await put('signed', signedHeaders, (signing) => signChunks(signing, chunks))).toBe('OK');
    const head = await store.s3.send(new HeadObjectCommand({ Bucket, Key: 'signed' }));
    expect(head).toMatchObject({
      ContentLength: content.length,
      ContentEncoding: 'gzip',
      ETag: `"${createHash('md5').update(content).digest('hex')}"`,
    });
  });

  it('with a signed trailer', async () => {
    expect(await put('trailer', trailerHeaders, (signing) => signChunks(signing, chunks, trailer))).toBe('OK');
    const head = await store.s3.send(new HeadObjectCommand({ Bucket, Key: 'trailer', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumCRC32).toBe(crcOf(content));
  });

  it('with an unsigned trailer', async () => {
    expect(await put('unsigned', unsignedHeaders, () => unsigned(`0\r\n${trailer}\r\n\r\n`))).toBe('OK');
  });

  const flip = (bytes: Buffer, at: number): Buffer => {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

  it.each<[string, Record<string, string>, Parameters<typeof put>[2]]>([
    ['SignatureDoesNotMatch', signedHeaders, (signing) => flip(signChunks(signing, chunks), 200)],
    ['SignatureDoesNotMatch', signedHeaders, (signing) => signChunks({ ...signing, seed: 'f'.repeat(64) }, chunks)],
    ['SignatureDoesNotMatch', signedHeaders, () => unsigned('0\r\n\r\n')],
    [
      'SignatureDoesNotMatch',
      trailerHeaders,
      (signing) =>
        Buffer.from(
          signChunks(signing, chunks, trailer)
            .toString('latin1')
            .replace(/(trailer-signature:)./, '$1z'),
          'latin1',
        ),
    ],
    ['BadDigest', trailerHeaders, (signing) => signChunks(signing, chunks, 'x-amz-checksum-crc32:AAAAAA==')],
    ['BadDigest', unsignedHeaders, () => unsigned('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')],
    ['MalformedTrailerError', unsignedHeaders, () => unsigned('0\r\n\r\n')],
    ['MalformedTrailerError', unsignedHeaders, () => unsigned('0\r\nnonsense\r\n\r\n')],
    ['IncompleteBody', unsignedHeaders, () => unsigned('')],
    [
      'IncompleteBody',
      { ...unsignedHeaders, 'x-amz-decoded-content-length': '5' },
      () => unsigned(`0\r\n${trailer}\r\n\r\n`),
    ],
    [
      'IncompleteBody',
      { ...unsignedHeaders, 'x-amz-decoded-content-length': '500000' },
      () => unsigned(`0\r\n${trailer}\r\n\r\n`),
    ],
    ['InvalidRequest', unsignedHeaders, () => Buffer.from('xyz\r\n')],
    ['InvalidRequest', unsignedHeaders, () => Buffer.alloc(5000, 0x30)],
    ['InvalidRequest', { ...unsignedHeaders, 'x-amz-trailer': 'x-amz-meta-a' }, () => unsigned('0\r\n\r\n')],
  ])('refuses: %s (%#)', async (code, headers, render) => {
    expect(await put('refused', headers, render)).toBe(code);
    expect(await read('refused')).toBeUndefined();
    await expect.poll(temporary).toEqual([]);
  });
});

describe.each<ChecksumAlgorithm>(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])('%s', (algorithm) => {
  it('is verified, kept and returned as the SDK computes it', async () => {
    const field = `Checksum${algorithm}` as 'ChecksumCRC32';
    for (const size of [0, 1, 7, 8, 9, 100_003]) {
      const Key = `sum-${algorithm}-${size}`;
      const Body = randomBytes(size);
      const put = await store.s3.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: algorithm }));
      const got = await store.s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      expect(got[field]).toBe(put[field]);
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
      const wrong = new PutObjectCommand({
        Bucket,
        Key,
        Body: Buffer.concat([Body, Buffer.from('!')]),
        [field]: put[field],
      });
      await expect(store.s3.send(wrong)).rejects.toMatchObject({ name: 'BadDigest' });
    }
  });
});

it('knows the check values of its own checksums, and puts parts of them together', () => {
  const digits = Buffer.from('123456789');
  expect(crc32c(digits).toString(16)).toBe('e3069283');
  const crc64 = createCrc64Nvme();
  crc64.update(digits);
  expect(crc64.digest().toString('hex')).toBe('ae8b14860a799888');
  const [a, b] = [randomBytes(12_345), randomBytes(678)];
  const parts = [
    { crc: BigInt(crc32c(a)), size: a.length },
    { crc: BigInt(crc32c(b)), size: b.length },
  ];
  expect(combineCrc({ polynomial: 0x82f63b78n, bits: 32 }, parts)).toBe(BigInt(crc32c(Buffer.concat([a, b]))));
});

it('keeps header values byte for byte, whatever their encoding', async () => {
  for (const value of [
    'attachment; filename="f\u00fcr.mp4"',
    Buffer.from('attachment; filename="für 日本.mp4"').toString('latin1'),
  ]) {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-disposition': value };
    expect(await put('bytes', headers, plain('x'), { unsigned: ['content-disposition'] })).toBe('OK');
    const url = await getSignedUrl(store.s3, new GetObjectCommand({ Bucket, Key: 'bytes' }));
    const response = await fetch(url);
    expect(response.headers.get('content-disposition')).toBe(value);
    expect(await response.text()).toBe('x');
  }
});

it('asks for the body with 100 Continue', async () => {
  const { request } = await import('node:http');
  const path = '/media/expected';
  const host = `127.0.0.1:${store.port}`;
  const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '4' };
  const signed = await signer.sign({
    method: 'PUT',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query: {},
    headers,
  });
  const status = await new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: store.port,
      method: 'PUT',
      path,
      headers: { ...signed.headers, expect: '100-continue' },
    };
    const sent = request(options, (response) => resolve(response.resume().statusCode));
    sent.on('continue', () => sent.end('body'));
    sent.on('error', reject);
    sent.flushHeaders();
  });
  expect(status).toBe(200);
  expect(await read('expected')).toBe('body');
});
