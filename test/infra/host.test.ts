import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { startTestHost } from './support/start-test-host.ts';
import { waitUntil } from './support/wait-until.ts';

it('tells the ingest queue of an upload to a signed address', async (test) => {
  const bodies: string[] = [];
  const host = await startTestHost(test, {
    ingest: () => async (event) => void bodies.push(...(event as SQSEvent).Records.map((record) => record.body)),
  });
  const put = new PutObjectCommand({ Bucket: 'gilfoyle-originals', Key: 'med_1/original' });
  const address = await getSignedUrl(host.deps.signingS3, put, { expiresIn: 60 });
  expect(address.startsWith(`${host.url}/gilfoyle-originals/med_1/original?`)).toBe(true);
  expect((await fetch(address, { method: 'PUT', body: 'film' })).status).toBe(200);
  await waitUntil(() => bodies.length === 1);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
    Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key: 'med_1/original', size: 4 } } }],
  });
  const get = new GetObjectCommand({ Bucket: 'gilfoyle-originals', Key: 'med_1/original' });
  expect(await (await host.deps.s3.send(get)).Body?.transformToString()).toBe('film');
});

it('runs what is to run at deployment first, then the clock, never twice at a time', async (test) => {
  const order: string[] = [];
  await startTestHost(test, {
    migrate: () => async () => void order.push('migrate'),
    sweep: () => async () => void order.push('sweep'),
  });
  await waitUntil(() => order.length === 2);
  expect(order).toEqual(['migrate', 'sweep']);
});

it('serves the player and scripts under a strict policy', async (test) => {
  const { url } = await startTestHost(test);
  const script = await fetch(`${url}/assets/hls.js`);
  expect(script.status).toBe(200);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('content-security-policy')).toMatch(
    /default-src 'none'; script-src 'self';.*worker-src 'self' blob:/,
  );
  const etag = script.headers.get('etag') ?? '';
  expect((await fetch(`${url}/assets/hls.js`, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

it('stops within a second when nothing is under way, and can be told so twice', async (test) => {
  const host = await startTestHost(test);
  const began = performance.now();
  await Promise.all([host.stop(), host.stop()]);
  expect(performance.now() - began).toBeLessThan(1000);
  await expect(fetch(host.url)).rejects.toThrow();
});
