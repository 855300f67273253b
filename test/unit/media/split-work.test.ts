import { describe, expect, it } from 'vitest';
import { splitWork, type Work } from '../../../shared/media/split-work.ts';

/** Rungs by what a second of them takes; every task decodes as well. */
const work = (rungs: readonly number[], decoding: number, changes: Partial<Work<number>> = {}): Work<number> => ({
  outputs: rungs,
  segments: 600,
  segmentSeconds: 6,
  taskSegments: 5,
  cost: (outputs, segments) => {
    const seconds = 6 * segments * outputs.reduce((sum, rung) => sum + rung, decoding);
    return { seconds, isLight: seconds <= 450 };
  },
  ...changes,
});

describe('work is split', () => {
  it('not at all if half a minute of it is done within a minute', () => {
    expect(splitWork(work([1, 0.5, 0.2], 0.3))).toEqual({ segments: 5, groups: [[1, 0.5, 0.2]] });
    expect(splitWork(work([1, 0.5], 0.3, { taskSegments: 2 }))).toEqual({ segments: 2, groups: [[1, 0.5]] });
  });

  it('into ranges of fewer segments, as long as these are not short', () => {
    expect(splitWork(work([1.5, 0.6], 0.4))).toMatchObject({ segments: 4, groups: [[1.5, 0.6]] });
    expect(splitWork(work([3, 1], 1))).toMatchObject({ segments: 3, groups: [[3, 1]] });
  });

  it('by rungs before ranges become short, if decoding is a small part of it', () => {
    expect(splitWork(work([4, 2, 1], 0.8))).toEqual({ segments: 3, groups: [[2, 1], [4]] });
  });

  it('into short ranges if decoding is most of it', () => {
    expect(splitWork(work([0.5, 0.5], 5))).toMatchObject({ segments: 2, groups: [[0.5, 0.5]] });
  });

  it('by rungs whatever it costs, if one segment of all is too much for a Lambda', () => {
    const { segments, groups } = splitWork(work([30, 20, 10], 40));
    expect({ segments, groups }).toEqual({ segments: 1, groups: [[20, 10], [30]] });
  });

  it('so that one rung which is too much is by itself', () => {
    expect(splitWork(work([90, 2, 1], 1))).toEqual({ segments: 1, groups: [[2, 1], [90]] });
  });

  it('no more than usual if even one rung of one segment is too much', () => {
    expect(splitWork(work([10, 5], 80))).toEqual({ segments: 5, groups: [[10, 5]] });
  });

  it('by memory as well', () => {
    const cost = (outputs: readonly number[], segments: number) => ({ seconds: segments, isLight: outputs.length < 3 });
    expect(splitWork(work([3, 2, 1], 0, { cost })).groups).toEqual([[2, 1], [3]]);
  });

  it('into no more tasks than fit into a transaction', () => {
    for (const segments of [10_000, 600_000]) {
      const split = splitWork(work([60, 1, 1], 1, { segments }));
      expect((segments / split.segments) * split.groups.length).toBeLessThanOrEqual(2000);
    }
  });
});
