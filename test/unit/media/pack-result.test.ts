import { isDeepStrictEqual } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Outcome, StoredResult, type TaskResult } from '../../../shared/media/outcome.ts';
import { packResult } from '../../../shared/media/pack-result.ts';

/** What SQS and Aurora DSQL hold, with room for the rest of the message. */
const MAX_BYTES = 1024 * 1024 - 1000;

/** Segments of 6 s with three key frames. Nothing about sizes can be foreseen, so nothing compresses better than this. */
const makeResult = (tracks: number, segments: number): TaskResult => {
  const random = fc.sample(fc.integer({ min: 0, max: 2 ** 18 }), { numRuns: tracks * segments * 6, seed: 1 });
  let next = 0;
  const draw = (): number => random[next++] ?? 0;
  return {
    encodeSeconds: 12_345.678,
    tracks: Array.from({ length: tracks }, (_, track) => ({
      name: `${track}p`,
      init: { bytes: 700, sha256: 'a'.repeat(64), codecs: 'avc1.640028', timescale: 30_000 },
      segments: Array.from({ length: segments }, (_, i) => {
        const [first, second] = [draw(), draw()];
        const offsets = [720, 720 + first, 720 + first + second];
        const keyFrames = offsets.map((offset) => ({ offset, bytes: draw() >> 2, durationTicks: 60_060 }));
        return { number: i + 1, bytes: 720 + first + second + draw(), durationTicks: 180_180, keyFrames };
      }),
    })),
  };
};

it('a usual result stays as it is', () => {
  const result = makeResult(5, 5);
  expect(packResult(result)).toBe(result);
  expect(StoredResult.parse(result)).toEqual(result);
});

it('twelve hours in five renditions fit into a message and a column, and come back as they were', () => {
  const result = makeResult(5, 12 * 600);
  const packed = packResult(result);
  expect(packed).toBeTypeOf('string');
  expect(JSON.stringify(packed).length).toBeLessThan(MAX_BYTES);
  const at = '2026-01-01T00:00:00.000Z';
  const message = { version: 1, type: 'succeeded', taskId: 'tsk_1', mediaId: 'med_1', attempt: 1, at, result: packed };
  const read = Outcome.parse(JSON.parse(JSON.stringify(message)));
  // Node's comparison: that of expect takes seconds for so many objects.
  expect(isDeepStrictEqual(read.type === 'succeeded' && read.result, result)).toBe(true);
});

it('segments without key frames, as those of sound, come back too', () => {
  const { tracks, ...rest } = makeResult(1, 3000);
  const result = {
    ...rest,
    tracks: tracks.map((track) => ({
      ...track,
      segments: track.segments.map((segment, i) => ({ ...segment, keyFrames: segment.keyFrames.slice(0, i % 3) })),
    })),
  };
  expect(StoredResult.parse(packResult(result))).toEqual(result);
});

it('what is no packed result is refused, and so is one that fills the memory', () => {
  expect(() => StoredResult.parse('bm90IGJyb3RsaQ==')).toThrow();
  const bomb = brotliCompressSync(Buffer.alloc(65 * 1024 * 1024, ' '), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
  });
  expect(bomb.length).toBeLessThan(100_000);
  expect(() => StoredResult.parse(bomb.toString('base64'))).toThrow(/larger than/);
});
