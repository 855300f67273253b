import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, it } from 'vitest';
import { startTestHost } from './support/start-test-host.ts';
import type { Cleaning } from './support/temporary-folder.ts';

const startEcho = async (test: Cleaning) => {
  const host = await startTestHost(test, {
    api: () => async (event) => {
      const { rawPath } = event as APIGatewayProxyEventV2;
      if (rawPath === '/v1/throws') throw new Error('broken');
      if (rawPath === '/v1/bytes') {
        const body = Buffer.from([0, 255, 1]).toString('base64');
        return {
          statusCode: 203,
          body,
          isBase64Encoded: true,
          headers: { 'content-type': 'x/y' },
          cookies: ['a=1', 'b=2'],
        };
      }
      return event;
    },
  });
  const call = async (path: string, init?: RequestInit) => {
    const answer = await fetch(host.url + path, init);
    return { status: answer.status, event: (await answer.json()) as APIGatewayProxyEventV2 };
  };
  return { ...host, call };
};

it('gives the API the event that API Gateway would', async (test) => {
  const { url, call } = await startEcho(test);
  const { status, event } = await call('/v1/medias/a%20b?tag=x&tag=y&q=1%262', {
    method: 'POST',
    headers: { 'content-type': 'application/problem+json', cookie: 'a=1; b=2', 'X-Thing': 'yes' },
    body: '{"title":"é"}',
  });
  expect(status).toBe(200);
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/v1/medias/a%20b',
    rawQueryString: 'tag=x&tag=y&q=1%262',
    queryStringParameters: { tag: 'x,y', q: '1&2' },
    cookies: ['a=1', 'b=2'],
    headers: { 'x-thing': 'yes', host: new URL(url).host },
    body: '{"title":"é"}',
    isBase64Encoded: false,
    requestContext: {
      domainName: '127.0.0.1',
      stage: '$default',
      http: { method: 'POST', path: '/v1/medias/a%20b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
    },
  });
  expect(event.headers).not.toHaveProperty('cookie');

  const binary = await call('/v1/x', {
    method: 'PUT',
    body: new Uint8Array([0, 255]),
    headers: { 'content-type': 'image/png' },
  });
  expect(binary.event).toMatchObject({ isBase64Encoded: true, body: 'AP8=' });
  const empty = await call('/healthz');
  expect(empty.event).not.toHaveProperty('body');
  expect(empty.event).not.toHaveProperty('queryStringParameters');
});

it('turns answers into responses', async (test) => {
  const { url } = await startEcho(test);
  const bytes = await fetch(`${url}/v1/bytes`);
  expect(bytes.status).toBe(203);
  expect(bytes.headers.get('content-type')).toBe('x/y');
  expect(bytes.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0, 255, 1]);

  const head = await fetch(`${url}/v1/bytes`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([203, '3']);

  const broken = await fetch(`${url}/v1/throws`);
  expect([broken.status, broken.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
  expect(await broken.json()).toMatchObject({ code: 'internal' });
});

it('refuses a body above 10 MiB, with and without its length said before', async (test) => {
  const { url } = await startEcho(test);
  const limit = 10 * 1024 * 1024;
  const fits = await fetch(`${url}/v1/x`, { method: 'POST', body: 'a'.repeat(limit) });
  expect(fits.status).toBe(200);
  for (const length of [{ 'content-length': limit + 1 }, {}]) {
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const upload = request(`${url}/v1/x`, { method: 'POST', headers: length }, async (response) => {
        resolve({ status: response.statusCode, body: await text(response) });
      });
      upload.on('error', reject);
      upload.end(Buffer.alloc(limit + 1));
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'body_too_large' });
  }
});

it('serves on after callers that hang up in the middle', async (test) => {
  const { url, call } = await startEcho(test);
  for (const start of [
    'POST /v1/x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf',
    'GET /v1 HT',
    'rubbish\r\n\r\n',
  ]) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined).write(start);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.resetAndDestroy();
  }
  expect((await call('/healthz')).status).toBe(200);
});
