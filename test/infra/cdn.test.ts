import { createServer } from 'node:http';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { createCdn } from '../../infra/local/http/create-cdn.ts';
import { listen } from '../../infra/local/http/listen.ts';
import { signPlaybackToken } from '../../shared/media/playback-token.ts';
import { edgeKeyValues } from '../../shared/playback/edge-key-values.ts';
import { serveObjectStore } from '../support/serve-object-store.ts';

const KEY = { id: '1', secret: 'a secret of a test, which is long enough' };
const MEDIA = 'med_0123456789abcdefghjkmnpqr';

it('serves any bucket by itself: its keys decide, its failures are told', async (test) => {
  const { s3, mediaBucket, close } = await serveObjectStore();
  const errors: string[] = [];
  const keyValues = new Map(edgeKeyValues([KEY]));
  const cdn = createCdn({
    s3,
    mediaBucket,
    readKeyValues: async () => keyValues,
    onError: (_error, path) => errors.push(path),
  });
  const server = createServer(cdn);
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  test.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await s3.send(new PutObjectCommand({ Bucket: mediaBucket, Key: `${MEDIA}/master.m3u8`, Body: '#EXTM3U\n' }));

  const path = `/${signPlaybackToken(KEY, MEDIA)}/${MEDIA}/master.m3u8`;
  const answer = await fetch(`${url}${path}?_HLS_msn=1`);
  expect([answer.status, await answer.text()]).toEqual([200, '#EXTM3U\n']);
  keyValues.set(`revoked.${MEDIA}`, '');
  expect((await fetch(`${url}${path}`)).status).toBe(403);
  keyValues.clear();
  expect((await fetch(`${url}${path}`)).status).toBe(403);

  keyValues.set('key.1', KEY.secret);
  await close();
  expect((await fetch(`${url}${path}`)).status).toBe(502);
  expect(errors).toEqual([path]);
});
