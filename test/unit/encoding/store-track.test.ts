import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { storeTrack } from '../../../shared/encoding/store-track.ts';
import type { PackagedPart } from '../../../shared/packaging/collect-segments.ts';
import { cutFragments } from '../../../shared/packaging/cut-fragments.ts';
import { makeVideo } from '../packaging/support/make-media.ts';

const RANGE = { firstFrame: 0, frames: 60, gopFrames: 10 };
let parts: PackagedPart[];
beforeAll(async () => {
  const bytes = await makeVideo({ ...RANGE, frameRate: { num: 25, den: 1 }, fragmentIndex: 1 });
  const grid = { ...RANGE, timescale: 25, frameTicks: 1, segmentGops: 1, firstSegmentNumber: 1 };
  parts = [];
  for await (const part of cutFragments(whole(bytes), grid)) parts.push(part);
});

async function* whole(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** As an encoder gives them: one now and then. */
async function* slowly(milliseconds: number): AsyncGenerator<PackagedPart> {
  for (const part of parts) {
    yield part;
    await sleep(milliseconds);
  }
}
const TRACK = { kind: 'video', name: '90p' } as const;

it('stores the init segment and every segment, and says so', async () => {
  const stored: string[] = [];
  const result = await storeTrack(TRACK, slowly(0), async (name) => {
    await sleep(Math.random() * 10);
    stored.push(name);
  });
  expect(result.segments).toHaveLength(6);
  expect(stored.sort()).toEqual(
    ['init.mp4', ...[1, 2, 3, 4, 5, 6].map((n) => `seg-0000${n}.m4s`)].map((name) => `video/90p/${name}`),
  );
});

it.each([0, 20])(
  'fails if anything is not stored, also while nobody waits for it (parts every %i ms)',
  async (pause) => {
    for (const unlucky of ['init.mp4', 'seg-00001.m4s', 'seg-00004.m4s', 'seg-00006.m4s']) {
      const storing = storeTrack(TRACK, slowly(pause), async (name) => {
        await sleep(5);
        if (name.endsWith(unlucky)) throw new Error(`no ${unlucky}`);
      });
      await expect(storing).rejects.toThrow(`no ${unlucky}`);
    }
  },
);

it('waits for what is under way before it fails', async () => {
  let underWay = 0;
  const storing = storeTrack(TRACK, slowly(0), async (name) => {
    underWay++;
    await sleep(name.endsWith('init.mp4') ? 1 : 30);
    underWay--;
    if (name.endsWith('init.mp4')) throw new Error('no');
  });
  await expect(storing).rejects.toThrow('no');
  expect(underWay).toBe(0);
});
