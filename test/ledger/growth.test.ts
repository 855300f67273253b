import { describe, expect, test } from 'vitest';
import { measureGrowth } from '../../shared/ledger/growth.ts';
import type { RenditionStatus, TaskStatus } from '../../shared/media/status.ts';
import { makePlan } from './support/make-plan.ts';

const GROUPS = [['720p'], ['360p']];
const plan = makePlan({ groups: GROUPS, ranges: [1, 2, 2], audios: ['main', 'other'] });
const copied = makePlan({ groups: GROUPS, ranges: [1, 2, 2], audios: ['main'], copies: [1, 3] });
const MAIN = ['main@1'];

/** `done` names tasks as rendition@first segment. */
const grow = (done: readonly string[], errored: readonly string[] = [], shape = plan) => {
  const { listed, ...growth } = measureGrowth(
    shape.outline,
    shape.renditions.map((spec) => {
      const status: RenditionStatus = errored.includes(spec.name) ? 'Errored' : 'Processing';
      return { name: spec.name, kind: spec.kind, spec, status };
    }),
    shape.tasks.map(({ spec, renditions }) => {
      const firstSegment = 'firstSegmentNumber' in spec ? spec.firstSegmentNumber : undefined;
      const segmentCount = spec.kind === 'copy' ? spec.segments : spec.kind === 'video' ? spec.frames / 150 : undefined;
      const status: TaskStatus = done.includes(`${renditions[0]}@${firstSegment ?? 1}`) ? 'Succeeded' : 'Running';
      return { renditions: [...renditions], status, firstSegment, segmentCount };
    }),
  );
  return { ...growth, listed: Object.fromEntries(listed) };
};
const NOTHING = { size: 0, segments: 0, listed: {}, isWhole: false };

describe('a video', () => {
  test('can be played once a rendition has its first segment and the default sound is there', () => {
    expect(grow([])).toEqual(NOTHING);
    expect(grow(MAIN)).toEqual(NOTHING);
    expect(grow(['360p@1'])).toEqual(NOTHING);
    expect(grow(['other@1', '360p@1'])).toEqual(NOTHING);
    expect(grow([...MAIN, '360p@2'])).toEqual(NOTHING);
    expect(grow([...MAIN, '360p@1'])).toEqual({ size: 6, segments: 1, listed: { '360p': 1, main: 5 }, isWhole: false });
  });

  test('has of each rendition what comes without a hole', () => {
    expect(grow([...MAIN, '360p@1', '720p@1', '360p@2', '720p@4'])).toMatchObject({
      listed: { '360p': 3, '720p': 1, main: 5 },
      segments: 1,
      size: 9,
    });
  });

  test('waits for the next sound when the default one failed, and for none when all did', () => {
    expect(grow(['360p@1'], ['main'])).toEqual(NOTHING);
    expect(grow(['other@1', '360p@1'], ['main']).listed).toEqual({ '360p': 1, other: 5 });
    expect(grow(['360p@1'], ['main', 'other']).listed).toEqual({ '360p': 1 });
  });

  test('does without a rendition that failed, and the size does not fall for it', () => {
    const before = grow([...MAIN, '360p@1', '720p@1']);
    const after = grow([...MAIN, '360p@1', '720p@1'], ['720p']);
    expect(after.listed).toEqual({ '360p': 1, main: 5 });
    expect(after.size).toBe(before.size);
  });

  test('is nothing when all pictures failed', () => {
    expect(grow([...MAIN, '720p@1', '360p@1'], ['720p', '360p'])).toEqual(NOTHING);
  });

  test('is whole when all of what is listed, and all sound, is', () => {
    const all = ['360p@1', '360p@2', '360p@4', '720p@1', '720p@2', '720p@4'];
    expect(grow([...MAIN, ...all]).isWhole).toBe(false);
    expect(grow([...MAIN, 'other@1', ...all]).isWhole).toBe(true);
  });

  test('is not whole while a rendition has not begun, however far the others are', () => {
    const low = [...MAIN, 'other@1', '360p@1', '360p@2', '360p@4'];
    expect(grow(low)).toMatchObject({ segments: 5, isWhole: false });
    expect(grow([...low, '720p@1'])).toMatchObject({ segments: 1, isWhole: false });
    expect(grow(low, ['720p']).isWhole).toBe(true);
  });
});

describe('a video that is copied', () => {
  test('shows the copy alone, until that fails', () => {
    expect(grow([...MAIN, '360p@1', '720p@1'], [], copied)).toEqual(NOTHING);
    const first = grow([...MAIN, '360p@1', 'source@1'], [], copied);
    expect(first).toEqual({ size: 6, segments: 1, listed: { source: 1, main: 5 }, isWhole: false });
    const whole = grow([...MAIN, '360p@1', 'source@1', 'source@2'], [], copied);
    expect(whole).toEqual({ size: 9, segments: 4, listed: { source: 4, main: 5 }, isWhole: true });
    const failed = grow([...MAIN, '360p@1', 'source@1'], ['source'], copied);
    expect(failed).toMatchObject({ size: 7, listed: { '360p': 1, main: 5 } });
  });

  test('grows by nothing but what is shown', () => {
    const before = grow([...MAIN, 'source@1'], [], copied);
    expect(grow([...MAIN, 'source@1', '360p@1', '720p@1', '360p@2'], [], copied)).toEqual(before);
  });
});

test('a sound alone can be played once its default track is there', () => {
  const sound = makePlan({ videos: [], audios: ['main', 'other'] });
  expect(grow(['other@1'], [], sound)).toEqual(NOTHING);
  expect(grow(['main@1'], [], sound)).toMatchObject({ listed: { main: 5 }, segments: 5, isWhole: false });
  expect(grow(['other@1'], ['main'], sound)).toMatchObject({ listed: { other: 5 }, segments: 5, isWhole: true });
  expect(grow([], ['main', 'other'], sound)).toEqual(NOTHING);
});

test('nothing ever falls while tasks are done in any order', () => {
  const names = copied.tasks.flatMap(({ spec, renditions }) =>
    renditions[0] ? [`${renditions[0]}@${'firstSegmentNumber' in spec ? spec.firstSegmentNumber : 1}`] : [],
  );
  for (let round = 0; round < 200; round++) {
    const order = names.toSorted((a, b) => ((a.length * 31 + round) % 7) - ((b.length * 17 + round) % 5));
    let size = 0;
    for (let i = 0; i <= order.length; i++) {
      const errored = i > order.length / 2 && round % 3 === 0 ? ['source'] : [];
      const next = grow(order.slice(0, i), errored, copied).size;
      if (next > 0) expect(next).toBeGreaterThanOrEqual(size);
      size = Math.max(size, next);
    }
  }
});
