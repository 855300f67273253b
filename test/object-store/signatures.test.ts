import { createHash } from 'node:crypto';
import { request } from 'node:http';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeSha256 } from '../../infra/local/object-store/signature/node-sha256.ts';
import { CREDENTIALS, REGION } from '../support/object-store-credentials.ts';
import { createS3Client, type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
let now = new Date();
const Bucket = 'media';

beforeAll(async () => {
  store = await startObjectStore({ clock: () => now });
  await store.s3.send(new PutObjectCommand({ Bucket, Key: 'here', Body: 'content', ContentType: 'text/plain' }));
});
afterAll(async () => {
  expect(store.errors).toEqual([]);
  await store.remove();
});

const codeOf = (text: string): string => /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '';

const outcome = async (url: string, init: RequestInit = {}): Promise<string> => {
  const response = await fetch(url, init);
  const text = await response.text();
  return response.ok ? 'OK' : codeOf(text);
};

const signer = new SignatureV4({
  service: 's3',
  region: REGION,
  credentials: CREDENTIALS,
  sha256: NodeSha256,
  uriEscapePath: false,
});

interface Raw {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly at?: Date;
  /** Changes what is sent after it was signed. */
  readonly tamper?: (headers: Record<string, string>) => void;
}

/** Signs with AWS's library, sends with plain node:http. */
const send = async ({
  method = 'GET',
  path = '/media/here',
  headers = {},
  body,
  at = now,
  tamper,
}: Raw): Promise<string> => {
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query: {},
      headers: { host: `127.0.0.1:${store.port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers },
    },
    { signingDate: at },
  );
  tamper?.(signed.headers);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: store.port, method, path, headers: signed.headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve((response.statusCode ?? 500) < 300 ? 'OK' : codeOf(text)));
    });
    sent.on('error', reject);
    sent.end(body);
  });
};

const edit = (name: string, change: (value: string) => string) => (headers: Record<string, string>) => {
  headers[name] = change(headers[name] ?? '');
};

describe('signatures in the header', () => {
  it('accepts what AWS signs', async () => {
    expect(await send({})).toBe('OK');
    expect(
      await send({
        method: 'PUT',
        path: '/media/new',
        headers: { 'content-length': '1', 'x-amz-meta-a': '  two   spaces ' },
        body: 'x',
      }),
    ).toBe('OK');
  });

  it.each<[string, Raw]>([
    [
      'SignatureDoesNotMatch',
      { tamper: edit('authorization', (value) => value.replace(/.$/, (last) => (last === '0' ? '1' : '0'))) },
    ],
    ['SignatureDoesNotMatch', { tamper: edit('authorization', (value) => value.slice(0, -1)) }],
    ['SignatureDoesNotMatch', { headers: { 'x-amz-meta-a': '1' }, tamper: edit('x-amz-meta-a', () => '2') }],
    ['SignatureDoesNotMatch', { tamper: edit('host', () => 'elsewhere') }],
    ['SignatureDoesNotMatch', { tamper: edit('x-amz-content-sha256', () => createHash('sha256').digest('hex')) }],
    ['AccessDenied', { tamper: edit('x-amz-meta-late', () => 'unsigned') }],
    ['AccessDenied', { headers: { 'x-amz-meta-a': '1' }, tamper: (headers) => delete headers['x-amz-meta-a'] }],
    ['AccessDenied', { tamper: (headers) => delete headers.authorization }],
    ['AccessDenied', { tamper: (headers) => delete headers['x-amz-date'] }],
    [
      'InvalidAccessKeyId',
      { tamper: edit('authorization', (value) => value.replace(CREDENTIALS.accessKeyId, 'OTHER')) },
    ],
    ['AuthorizationHeaderMalformed', { tamper: edit('authorization', (value) => value.replace(REGION, 'us-east-9')) }],
    ['AuthorizationHeaderMalformed', { tamper: edit('authorization', (value) => value.replace('/s3/', '/sqs/')) }],
    ['AuthorizationHeaderMalformed', { tamper: edit('authorization', (value) => value.replace('host;', '')) }],
    ['AuthorizationHeaderMalformed', { tamper: edit('authorization', () => 'AWS4-HMAC-SHA256 nonsense') }],
    ['InvalidRequest', { tamper: edit('authorization', () => 'AWS AK:c2ln') }],
  ])('answers %s (%#)', async (code, raw) => {
    expect(await send(raw)).toBe(code);
  });

  it('allows fifteen minutes between the clocks', async () => {
    const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);
    expect(await send({ at: minutes(-14.9) })).toBe('OK');
    expect(await send({ at: minutes(14.9) })).toBe('OK');
    expect(await send({ at: minutes(-15.1) })).toBe('RequestTimeTooSkewed');
    expect(await send({ at: minutes(15.1) })).toBe('RequestTimeTooSkewed');
  });

  it('answers a wrong secret and a session token', async () => {
    const wrong = createS3Client(store.endpoint, { credentials: { ...CREDENTIALS, secretAccessKey: 'wrong' } });
    await expect(wrong.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const session = createS3Client(store.endpoint, { credentials: { ...CREDENTIALS, sessionToken: 'token' } });
    await expect(session.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'InvalidToken' });
    expect(await outcome(`${store.endpoint}/media/here`)).toBe('AccessDenied');
  });
});

describe('presigned URLs', () => {
  const presign = (command: GetObjectCommand | PutObjectCommand, options: object = {}) =>
    getSignedUrl(store.s3, command as GetObjectCommand, { expiresIn: 60, ...options });

  it('reads, with response overrides', async () => {
    const url = await presign(
      new GetObjectCommand({
        Bucket,
        Key: 'here',
        ResponseContentType: 'video/mp4',
        ResponseContentDisposition: 'attachment; filename="ü.mp4"',
        ResponseCacheControl: 'no-store',
      }),
    );
    const response = await fetch(url, { headers: { range: 'bytes=1-2' } });
    expect(await response.text()).toBe('on');
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-range')).toBe('bytes 1-2/7');
    expect(
      await outcome(
        await presign(new GetObjectCommand({ Bucket, Key: 'here', ResponseContentType: 'a\r\nSet-Cookie: b' })),
      ),
    ).toBe('InvalidArgument');
  });

  it.each(['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const)(
    'uploads what was not known when signing, %s',
    async (requestChecksumCalculation) => {
      const s3 = createS3Client(store.endpoint, { requestChecksumCalculation });
      const command = new PutObjectCommand({
        Bucket,
        Key: 'by url',
        ContentType: 'video/mp4',
        Metadata: { from: 'url' },
      });
      const url = await getSignedUrl(s3, command, { expiresIn: 60 });
      const response = await fetch(url, { method: 'PUT', body: 'bytes', headers: { 'content-type': 'video/mp4' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('etag')).toBe(`"${createHash('md5').update('bytes').digest('hex')}"`);
      expect(await store.s3.send(new HeadObjectCommand({ Bucket, Key: 'by url' }))).toMatchObject({
        ContentType: 'video/mp4',
        Metadata: { from: 'url' },
      });
    },
  );

  it('uploads parts, with headers that were signed too', async () => {
    const { UploadId } = await store.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
    const url = await getSignedUrl(store.s3, new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1 }), {
      expiresIn: 60,
    });
    expect(await outcome(url, { method: 'PUT', body: 'part' })).toBe('OK');
    expect((await store.s3.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId }))).Parts?.[0]?.Size).toBe(4);
    const put = new PutObjectCommand({ Bucket, Key: 'typed', ContentType: 'video/mp4' });
    const strict = await presign(put as never, { signableHeaders: new Set(['content-type', 'host']) });
    expect(await outcome(strict, { method: 'PUT', body: 'x', headers: { 'content-type': 'video/mp4' } })).toBe('OK');
    expect(await outcome(strict, { method: 'PUT', body: 'x', headers: { 'content-type': 'text/html' } })).toBe(
      'SignatureDoesNotMatch',
    );
  });

  it('expires to the second', async () => {
    const signedAt = now;
    const url = await presign(new GetObjectCommand({ Bucket, Key: 'here' }), { signingDate: signedAt });
    now = new Date(Math.floor(signedAt.getTime() / 1000) * 1000 + 60_000);
    expect(await outcome(url)).toBe('OK');
    now = new Date(now.getTime() + 1);
    const late = await fetch(url);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('<Message>Request has expired</Message>');
    now = new Date(signedAt.getTime() - 16 * 60_000);
    expect(await outcome(url)).toBe('AccessDenied');
    now = signedAt;
  });

  it('refuses every change', async () => {
    const url = new URL(await presign(new GetObjectCommand({ Bucket, Key: 'here' }), { signingDate: now }));
    const change = (apply: (copy: URL) => void): string => {
      const copy = new URL(url);
      apply(copy);
      return copy.href;
    };
    const set = (name: string, value: string): string => change(({ searchParams }) => searchParams.set(name, value));
    expect(await outcome(url.href)).toBe('OK');
    expect(await outcome(url.href, { method: 'PUT', body: 'x' })).toBe('SignatureDoesNotMatch');
    expect(
      await outcome(
        change((copy) => {
          copy.pathname = '/media/new';
        }),
      ),
    ).toBe('SignatureDoesNotMatch');
    expect(await outcome(set('X-Amz-Expires', '61'))).toBe('SignatureDoesNotMatch');
    expect(await outcome(set('X-Amz-Expires', '604801'))).toBe('AuthorizationQueryParametersError');
    expect(await outcome(set('X-Amz-Expires', '-1'))).toBe('AuthorizationQueryParametersError');
    expect(await outcome(set('X-Amz-Date', 'yesterday'))).toBe('AuthorizationQueryParametersError');
    expect(await outcome(set('X-Amz-Algorithm', 'none'))).toBe('AuthorizationQueryParametersError');
    expect(await outcome(set('response-content-type', 'text/html'))).toBe('SignatureDoesNotMatch');
    expect(await outcome(change(({ searchParams }) => searchParams.delete('X-Amz-Signature')))).toBe(
      'AuthorizationQueryParametersError',
    );
    expect(await outcome(change(({ searchParams }) => searchParams.append('X-Amz-Expires', '60')))).toBe(
      'AuthorizationQueryParametersError',
    );
    expect(await outcome(url.href, { headers: { 'x-amz-meta-a': '1' } })).toBe('AccessDenied');
    expect(await outcome(url.href, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } })).toBe('InvalidArgument');
  });
});

describe('browsers', () => {
  const origin = 'https://studio.example.com';

  it('answers preflights without a signature', async () => {
    const url = await getSignedUrl(store.s3, new PutObjectCommand({ Bucket, Key: 'cors' }), {
      expiresIn: 60,
      signingDate: now,
    });
    const headers = {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type,x-amz-meta-a',
    };
    const preflight = await fetch(url, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-meta-a');
    const put = await fetch(url, { method: 'PUT', body: 'x', headers: { origin } });
    expect(put.status).toBe(200);
    expect(put.headers.get('access-control-expose-headers')).toContain('ETag');
    const failed = await fetch(`${store.endpoint}/media/here`, { headers: { origin } });
    expect(failed.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('allows the configured origins only', async () => {
    const strict = await startObjectStore({ corsOrigins: ['https://*.example.com', 'http://localhost:3000'] });
    const allowed = async (from: string): Promise<string | null> => {
      const headers = { origin: from, 'access-control-request-method': 'GET' };
      return (await fetch(`${strict.endpoint}/media/x`, { method: 'OPTIONS', headers })).headers.get(
        'access-control-allow-origin',
      );
    };
    expect(await allowed(origin)).toBe(origin);
    expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000');
    expect(await allowed('https://example.org')).toBeNull();
    await strict.remove();
  });
});
