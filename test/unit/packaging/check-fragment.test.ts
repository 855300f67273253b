import { describe, expect, it } from 'vitest';
import { checkFragment, type FragmentPlace } from '../../../shared/packaging/check-fragment.ts';
import type { Fragment, Sample } from '../../../shared/packaging/read-fragment.ts';

const place: FragmentPlace = { firstFrame: 60, frames: 4, frameTicks: 1001, sequence: 3 };

/** I P B B in decode order, shown as I B B P. */
const samples = [0, 2, -1, -1].map(
  (shift, i): Sample => ({ duration: 1001, bytes: 100, sync: i === 0, compositionOffset: shift * 1001 }),
);
const fragment: Fragment = { sequence: 3, decodeTime: 60 * 1001, dataOffset: 200, samples };

const withSample = (index: number, change: Partial<Sample>): Fragment => ({
  ...fragment,
  samples: samples.map((sample, i) => (i === index ? { ...sample, ...change } : sample)),
});

describe('holding a fragment against the frame grid', () => {
  it('takes a closed GOP in its place', () => {
    expect(() => checkFragment(fragment, place)).not.toThrow();
  });

  it.each<[string, Fragment, RegExp]>([
    ['a tick late', { ...fragment, decodeTime: 60061 }, /decode time 60060 .* expected, 60061 found/],
    ['a frame short', { ...fragment, samples: samples.slice(0, 3) }, /4 frames expected, 3 found/],
    ['another number', { ...fragment, sequence: 4 }, /sequence number 3 expected, 4 found/],
    ['no key frame first', withSample(0, { sync: false }), /not a key frame/],
    ['a long frame', withSample(3, { duration: 2002 }), /frame 63 lasts 2002 ticks, expected 1001/],
    [
      'two frames in one place',
      withSample(3, { compositionOffset: -2 * 1001 }),
      /frame 63 .* shown off the frame grid or twice/,
    ],
    ['a frame shown after the GOP', withSample(1, { compositionOffset: 3 * 1001 }), /frame 61 .* off the frame grid/],
    ['a frame shown before the GOP', withSample(0, { compositionOffset: -1001 }), /frame 60 .* off the frame grid/],
    ['a frame between two places', withSample(2, { compositionOffset: -500 }), /frame 62 .* off the frame grid/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => checkFragment(wrong, place)).toThrow(
      expect.objectContaining({ code: 'timeline_mismatch', message: expect.stringMatching(message) }),
    );
  });
});
