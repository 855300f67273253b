import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { dirname, join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObjectStoreRequest } from '../../infra/local/object-store/is-object-store-request.ts';
import { NodeSha256 } from '../../infra/local/object-store/signature/node-sha256.ts';
import { CREDENTIALS, REGION } from '../support/object-store-credentials.ts';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
const Bucket = 'media';
beforeAll(async () => {
  store = await startObjectStore();
  await store.s3.send(new PutObjectCommand({ Bucket, Key: 'here', Body: 'content' }));
});
afterAll(async () => {
  await store.remove();
});

/** Writes bytes to the server and answers all that comes back until it closes or says nothing for a while. */
const converse = (bytes: Buffer | string): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(store.port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      socket.setTimeout(100); // an answer is under way; its end is near
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });

const signer = new SignatureV4({
  service: 's3',
  region: REGION,
  credentials: CREDENTIALS,
  sha256: NodeSha256,
  uriEscapePath: false,
});

/** A correctly signed request line and headers for a path as it is on the wire. */
const signRaw = async (
  method: string,
  wirePath: string,
  canonicalPath: string,
  query: Record<string, string> = {},
  length = 0,
) => {
  const host = `127.0.0.1:${store.port}`;
  const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const signed = await signer.sign({
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: canonicalPath,
    query,
    headers,
  });
  const lines = Object.entries({ ...signed.headers, 'content-length': `${length}`, connection: 'close' });
  const text = new URLSearchParams(query).toString();
  return `${method} ${wirePath}${text === '' ? '' : `?${text}`} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
};

const isAlive = async (): Promise<boolean> => {
  const got = await store.s3.send(new GetObjectCommand({ Bucket, Key: 'here' }));
  return (await got.Body?.transformToString()) === 'content';
};

describe('path traversal', () => {
  /** What is sent, and the key it names; signed truly, so that nothing but the layout protects the files. */
  const ATTEMPTS: readonly (readonly [wire: string, canonical: string])[] = [
    ['/media/../outside', '/media/../outside'],
    ['/media/%2e%2e/outside', '/media/../outside'],
    ['/media/..%2foutside', '/media/../outside'],
    ['/media/%2e%2e%2f%2e%2e%2foutside', '/media/../../outside'],
    ['/media/../../../../../../../../etc/gilfoyle-outside', '/media/../../../../../../../../etc/gilfoyle-outside'],
    ['/media//etc/gilfoyle-outside', '/media//etc/gilfoyle-outside'],
    ['/media/..%5c..%5coutside', '/media/..%5C..%5Coutside'],
    ['/media/a%00/../outside', '/media/a%00/../outside'],
    ['/media/./outside', '/media/./outside'],
    ['/media/...', '/media/...'],
    ['/media/..', '/media/..'],
  ];

  it.each(ATTEMPTS)('%s is a key like any other', async (wire, canonical) => {
    const before = await readdir(store.directory);
    const put = await signRaw('PUT', wire, canonical, {}, 4);
    expect(await converse(`${put}evil`)).toMatch(/^HTTP\/1\.1 200/);
    expect(await converse(await signRaw('GET', wire, canonical))).toMatch(/evil$/);
    expect(await readdir(store.directory)).toEqual(before);
    expect(await readdir(join(store.directory, 'buckets'))).toEqual(['media']);
    expect(await readdir(join(store.directory, 'buckets/media'))).toEqual([
      'bucket.json',
      'extents',
      'objects',
      'uploads',
    ]);
    expect(await readdir('/etc')).not.toContain('gilfoyle-outside');
    expect(await converse(await signRaw('DELETE', wire, canonical))).toMatch(/^HTTP\/1\.1 204/);
  });

  it.each(['/../etc/passwd', '/..', '/%2e%2e/', '/.', '/MEDIA/x', '/tmp', '/buckets/media'])(
    '%s is no bucket',
    async (wire) => {
      for (const method of ['GET', 'DELETE']) {
        const canonical = decodeURIComponent(wire);
        const answer = await converse(await signRaw(method, wire, canonical));
        expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
        expect(answer).toMatch(/NoSuchBucket|InvalidBucketName|InvalidURI|MissingContentLength/);
      }
    },
  );

  it('follows no symbolic link out of its directory', async () => {
    const secret = join(dirname(store.directory), `secret-${store.port}`);
    await mkdir(secret);
    await writeFile(join(secret, 'x.o'), 'secret');
    const objects = join(store.directory, 'buckets/media/objects');
    await symlink(secret, join(objects, 'link.d'));
    await symlink(join(secret, 'x.o'), join(objects, 'file.o'));
    const input = { Bucket, Key: 'link/x' };
    await expect(store.s3.send(new GetObjectCommand(input))).rejects.toMatchObject({ name: 'InternalError' });
    await expect(store.s3.send(new PutObjectCommand({ ...input, Body: 'x' }))).rejects.toMatchObject({
      name: 'InternalError',
    });
    await expect(store.s3.send(new GetObjectCommand({ Bucket, Key: 'file' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    const { Contents } = await store.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['here']);
    await store.s3.send(new PutObjectCommand({ Bucket, Key: 'file', Body: 'replaced' }));
    expect(await readFile(join(secret, 'x.o'), 'utf8')).toBe('secret');
    expect(await readdir(secret)).toEqual(['x.o']);
    await rm(join(objects, 'link.d'));
    await rm(secret, { recursive: true });
  });
});

describe('nonsense', () => {
  const token = fc.stringMatching(/^[A-Za-z-]{1,20}$/);
  const printable = fc.stringMatching(/^[\x20-\x7e]{0,60}$/);
  const header = fc.tuple(
    fc.oneof(
      token,
      fc.constantFrom(
        'authorization',
        'x-amz-date',
        'range',
        'x-amz-content-sha256',
        'content-md5',
        'x-amz-copy-source',
        'expect',
        'origin',
        'date',
      ),
    ),
    fc.oneof(
      printable,
      fc.constantFrom(
        'AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request,SignedHeaders=host,Signature=00',
        'bytes=--',
        '100-continue',
      ),
    ),
  );

  it('always gets an answer, and the server lives on', async () => {
    const path = fc.oneof(
      printable.map((text) => `/${text.replaceAll(' ', '')}`),
      fc.constantFrom('/', '/media', '/media/', '/media/%', '/media/%ff', '//', '/?', '/media?delete', '*'),
    );
    const method = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND');
    await fc.assert(
      fc.asyncProperty(method, path, fc.array(header, { maxLength: 6 }), async (verb, target, headers) => {
        const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
        const answer = await converse(`${verb} ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines}\r\n`);
        expect(answer).toMatch(/^HTTP\/1\.1 \d\d\d /);
      }),
      { numRuns: 150 },
    );
    expect(await isAlive()).toBe(true);
  });

  it('in signed queries and XML bodies gets an S3 error', async () => {
    const names = [
      'delete',
      'uploads',
      'uploadId',
      'partNumber',
      'list-type',
      'max-keys',
      'continuation-token',
      'tagging',
      'versionId',
      'marker',
      'acl',
      'encoding-type',
    ];
    const query = fc.dictionary(
      fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'constructor', 'x')),
      printable,
      { maxKeys: 4 },
    );
    const xml = fc.oneof(
      printable,
      fc.constantFrom(
        '<Delete><Object><Key>a</Key>',
        '<Delete><Object><Key>&#xD800;</Key></Object></Delete>',
        '<Delete><Object><Key>&nope;</Key></Object></Delete>',
        '<!DOCTYPE a [<!ENTITY b "c">]><Delete><Object><Key>&b;</Key></Object></Delete>',
        `<Delete>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</Delete>`,
        '<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>',
        '<__proto__><Object/></__proto__>',
        '<Delete><constructor>1</constructor></Delete>',
      ),
    );
    const before = store.errors.length;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
        fc.constantFrom('/media', '/media/fuzz', '/'),
        query,
        xml,
        async (method, path, parameters, body) => {
          const head = await signRaw(method, path, path, parameters, Buffer.byteLength(body));
          const answer = await converse(head + body);
          expect(answer).toMatch(/^HTTP\/1\.1 (?:2|4|501)/);
        },
      ),
      { numRuns: 200 },
    );
    expect(store.errors.slice(before)).toEqual([]);
    expect(await isAlive()).toBe(true);
  });

  it('in XML: entities are refused, bodies above 2 MiB too', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Delete><Object><Key>&b;</Key></Object></Delete>';
    const post = async (body: string): Promise<string> =>
      converse((await signRaw('POST', '/media', '/media', { delete: '' }, body.length)) + body);
    expect(await post(bomb)).toContain('<Code>MalformedXML</Code>');
    expect(await post(`<Delete>${'x'.repeat(2 * 1024 * 1024)}</Delete>`)).toContain('<Code>EntityTooLarge</Code>');
    const { Deleted } = await store.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a&amp;<b>' }, { Key: ' 1 ' }] } }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a&amp;<b>', ' 1 ']);
  });

  it.each([
    ['PATCH', '/media/x', '405', 'MethodNotAllowed'],
    ['POST', '/media', '405', 'MethodNotAllowed'],
    ['POST', '/', '405', 'MethodNotAllowed'],
    ['PUT', '/media/x?retention', '501', 'NotImplemented'],
    ['GET', '/media?analytics', '501', 'NotImplemented'],
  ])('%s %s is answered %s %s, with a request id', async (method, target, status, code) => {
    const [path = '', name] = target.split('?');
    const answer = await converse(await signRaw(method, path, path, name ? { [name]: '' } : {}));
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`<Code>${code}</Code>`);
    const id = /x-amz-request-id: (\w+)/.exec(answer)?.[1];
    expect(answer).toContain(`<Resource>${path}</Resource><RequestId>${id}</RequestId>`);
  });
});

describe('clients that vanish', () => {
  const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

  it('leave no open files and no temporary ones', async () => {
    const Body = Buffer.alloc(4 * 1024 * 1024);
    await store.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body }));
    await isAlive();
    const before = await openFiles();
    const url = new URL(
      await getSignedUrl(store.s3, new GetObjectCommand({ Bucket, Key: 'large' }), { expiresIn: 60 }),
    );
    const get = `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`;
    const put = await signRaw('PUT', '/media/vanishing', '/media/vanishing', {}, 1_000_000);
    const vanish = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(store.port, '127.0.0.1', () => socket.write(text));
        socket.on('error', () => undefined);
        setTimeout(() => {
          socket.resetAndDestroy();
          resolve();
        }, 100);
      });
    await Promise.all(Array.from({ length: 30 }, (_, index) => vanish(index % 2 === 0 ? get : `${put}some bytes`)));
    await expect.poll(openFiles).toBeLessThanOrEqual(before);
    await expect.poll(() => readdir(join(store.directory, 'tmp'))).toEqual([]);
    expect(await isAlive()).toBe(true);
  });
});

it('knows its own requests on a shared port', async () => {
  const request = (url: string, headers: Record<string, string> = {}): IncomingMessage => {
    const message = new IncomingMessage(new Socket());
    message.url = url;
    Object.assign(message.headers, headers);
    return message;
  };
  const isOurs = (url: string, headers?: Record<string, string>): boolean =>
    isObjectStoreRequest(request(url, headers), ['media', 'originals']);
  expect(isOurs('/', { authorization: 'AWS4-HMAC-SHA256 Credential=x' })).toBe(true);
  expect(isOurs('/x/y?X-Amz-Algorithm=AWS4-HMAC-SHA256')).toBe(true);
  expect(isOurs('/x/y?a=b&X-Amz-Signature=00')).toBe(true);
  expect(isOurs('/media/a/b')).toBe(true);
  expect(isOurs('/originals?list-type=2')).toBe(true);
  expect(isOurs('/v1/medias', { authorization: 'Bearer x' })).toBe(false);
  expect(isOurs('/mediax/a')).toBe(false);
  expect(isOurs('/')).toBe(false);
  const { UploadId } = await store.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'x' }));
  expect(UploadId).toBeDefined();
});
