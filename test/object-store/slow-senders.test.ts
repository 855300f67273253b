import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { requireProgress } from '../../infra/local/object-store/body/require-progress.ts';

async function* drip(pieces: number, pieceBytes: number, everyMs: number) {
  for (let sent = 0; sent < pieces; sent++) {
    await sleep(everyMs);
    yield Buffer.alloc(pieceBytes);
  }
}

const count = async (pieces: AsyncIterable<Buffer>): Promise<number> => {
  let received = 0;
  for await (const _piece of pieces) received += 1;
  return received;
};

const LIMITS = { windowMs: 100, minBytes: 50 };

it('cuts who sends a byte now and then', async () => {
  await expect(count(requireProgress(drip(100, 1, 10), LIMITS))).rejects.toMatchObject({
    code: 'RequestTimeout',
    status: 400,
  });
});

it('lets who is slow take his time', async () => {
  expect(await count(requireProgress(drip(40, 20, 10), LIMITS))).toBe(40);
});
