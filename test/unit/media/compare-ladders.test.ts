import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLadders, type LadderPoint } from '../../../shared/media/compare-ladders.ts';

const LADDER: readonly LadderPoint[] = [
  { bitrate: 4_000_000, ssim: 0.99 },
  { bitrate: 1_000_000, ssim: 0.96 },
  { bitrate: 300_000, ssim: 0.9 },
];

describe('compareLadders', () => {
  it('is 1 for the same ladder, in any order', () => {
    expect(compareLadders(LADDER, [...LADDER].reverse())).toBeCloseTo(1, 9);
  });

  it('is the ratio of bits, if all qualities are the same', () => {
    const dearer = LADDER.map(({ bitrate, ssim }) => ({ bitrate: 1.3 * bitrate, ssim }));
    expect(compareLadders(LADDER, dearer)).toBeCloseTo(1.3, 9);
    expect(compareLadders(dearer, LADDER)).toBeCloseTo(1 / 1.3, 9);
  });

  it('takes the bits between two rungs as those of a player that changes between them', () => {
    const middle = { bitrate: 2_500_000, ssim: 0.975 }; // half of the time each
    expect(compareLadders(LADDER, [...LADDER, middle])).toBeCloseTo(1, 9);
  });

  it('is below 1 for a rung that shows more for its bits, and above without it', () => {
    const better = LADDER.with(1, { bitrate: 700_000, ssim: 0.96 });
    expect(compareLadders(LADDER, better)).toBeLessThan(0.9);
    expect(compareLadders(LADDER, LADDER.toSpliced(1, 1))).toBeGreaterThan(1.2);
  });

  it('does not count a rung that shows no more than a cheaper one', () => {
    expect(compareLadders(LADDER, [...LADDER, { bitrate: 3_000_000, ssim: 0.95 }])).toBeCloseTo(1, 9);
  });

  it('is undefined where no quality is common to both', () => {
    expect(compareLadders(LADDER, [{ bitrate: 5_000_000, ssim: 0.999 }])).toBeUndefined();
    expect(compareLadders(LADDER, [])).toBeUndefined();
    expect(compareLadders([], [])).toBeUndefined();
  });

  it('is a number above zero, whatever was measured', () => {
    const point = fc.record({
      bitrate: fc.integer({ min: 1, max: 1e8 }),
      ssim: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const ladder = fc.array(point, { maxLength: 12 });
    fc.assert(
      fc.property(ladder, ladder, (a, b) => {
        const ratio = compareLadders(a, b);
        expect(ratio === undefined || (Number.isFinite(ratio) && ratio > 0)).toBe(true);
      }),
    );
  });
});
