import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rational } from '../../../shared/media/rational.ts';
import {
  countSegments,
  cutRanges,
  layTimeline,
  segmentFrames,
  segmentSeconds,
} from '../../../shared/media/timeline.ts';

const lay = (num: number, den: number, durationSeconds: number, divisors = [1]) =>
  layTimeline({ frameRate: rational(num, den), durationSeconds, gopSeconds: 2, segmentSeconds: 6, divisors });

describe('layTimeline', () => {
  it('counts in frames, so that 30000/1001 stays exact', () => {
    const timeline = lay(30000, 1001, 60.06);
    expect(timeline).toMatchObject({ frames: 1800, gopFrames: 60, segmentGops: 3, timescale: 30000, frameTicks: 1001 });
    expect(segmentSeconds(timeline)).toEqual({ num: 3003, den: 500 });
  });

  it('gives slow clocks a finer timescale', () => {
    expect(lay(24, 1, 10)).toMatchObject({ timescale: 24_000, frameTicks: 1000 });
  });

  it('makes a GOP a whole number of frames of every rendition', () => {
    expect(lay(60000, 1001, 10, [1, 2, 3]).gopFrames % 6).toBe(0);
  });

  it('has a frame however short the source is', () => {
    expect(lay(25, 1, 0.001).frames).toBe(1);
    expect(lay(1, 1, 10)).toMatchObject({ gopFrames: 2 });
  });
});

describe('cutRanges', () => {
  it('starts short and shares a minute among cores', () => {
    const timeline = lay(30, 1, 60);
    expect(cutRanges(timeline, 5).map((range) => range.frames / segmentFrames(timeline))).toEqual([1, 2, 2, 2, 2, 1]);
  });

  it('grows to the longest range for long media', () => {
    const timeline = lay(30, 1, 600);
    expect(
      cutRanges(timeline, 5)
        .map((range) => range.frames / segmentFrames(timeline))
        .slice(0, 4),
    ).toEqual([1, 2, 3, 4]);
    expect(cutRanges(timeline, 5).at(5)?.frames).toBe(5 * segmentFrames(timeline));
  });

  it('covers every frame once, in whole segments', () => {
    const rates = fc.constantFrom([24, 1], [25, 1], [30000, 1001], [60, 1], [10, 1]);
    fc.assert(
      fc.property(
        rates,
        fc.double({ min: 0.01, max: 20_000, noNaN: true }),
        fc.integer({ min: 1, max: 10 }),
        ([num, den], seconds, max) => {
          const timeline = lay(num ?? 1, den ?? 1, seconds);
          const ranges = cutRanges(timeline, max);
          let frame = 0;
          let segment = 1;
          for (const range of ranges) {
            expect(range).toMatchObject({ firstFrame: frame, firstSegmentNumber: segment });
            frame += range.frames;
            segment += Math.ceil(range.frames / segmentFrames(timeline));
          }
          expect(frame).toBe(timeline.frames);
          expect(segment - 1).toBe(countSegments(timeline));
        },
      ),
    );
  });
});
