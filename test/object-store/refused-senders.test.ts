import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningObjectStore, startObjectStore } from '../support/object-store-server.ts';

let store: RunningObjectStore;
beforeAll(async () => {
  store = await startObjectStore();
});
afterAll(() => store.remove());

/** Nobody signed it, so it is refused before a byte of it was read. */
const send = async (bytes: number): Promise<string> => {
  const init = { method: 'PUT', body: new Uint8Array(bytes) };
  return fetch(`${store.endpoint}/media/key`, init).then(
    async (response) => `${response.status} ${/<Code>(\w+)/.exec(await response.text())?.[1]}`,
    (error: Error) => `${error.cause}`,
  );
};

it('reads why, however much of it is still under way', async () => {
  const answers: string[] = [];
  for (let round = 0; round < 8; round++) {
    answers.push(...(await Promise.all([1, 100_000, 5_000_000, 17_000_000].map(send))));
  }
  expect(answers).toEqual(answers.map(() => '403 AccessDenied'));
});

it('is cut off if there is no end to it', async () => {
  const began = performance.now();
  expect(await send(400_000_000)).toMatch(/403|EPIPE|ECONNRESET|other side/);
  expect(performance.now() - began).toBeLessThan(10_000);
});
