import { get } from 'node:https';
import { expect, test } from 'vitest';

const { TEST_BASE_URL: url = '', TEST_API_KEY: key = '' } = process.env;

/** Past the setup of these tests, which gives every call of the API a key. */
const ask = (path: string, headers: Readonly<Record<string, string>>) =>
  new Promise<{ status: number | undefined; headers: Readonly<Record<string, unknown>> }>((resolve, reject) => {
    get(`${url}${path}`, { headers }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
    }).on('error', reject);
  });

test('a deployment lets nobody in without the key that it made', async () => {
  for (const path of ['/v1/medias', '/v1/keys', '/metrics']) {
    expect((await ask(path, {})).status).toBe(401);
    expect((await ask(path, { authorization: `Bearer ${key.slice(0, -2)}AA` })).status).toBe(401);
    const { status, headers } = await ask(path, { authorization: `Bearer ${key}` });
    expect(status).toBe(200);
    expect(headers).toHaveProperty('ratelimit');
  }
  expect((await ask('/healthz', {})).status).toBe(200);
});
