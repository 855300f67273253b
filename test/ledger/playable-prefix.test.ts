import { describe, expect, test } from 'vitest';
import { playablePrefix } from '../../shared/ledger/playable-prefix.ts';
import type { RenditionStatus, TaskStatus } from '../../shared/media/status.ts';
import { makePlan } from './support/make-plan.ts';

const GROUPS = [['720p'], ['360p']];
const plan = makePlan({ groups: GROUPS, ranges: [1, 2, 2], audios: ['main', 'other'] });

/** `done` names tasks as rendition@first segment. */
const prefix = (done: readonly string[], errored: readonly string[] = [], shape = plan) =>
  playablePrefix(
    shape.outline,
    shape.renditions.map((spec) => {
      const status: RenditionStatus = errored.includes(spec.name) ? 'Errored' : 'Processing';
      return { name: spec.name, kind: spec.kind, spec, status };
    }),
    shape.tasks.map(({ spec, renditions }) => {
      const firstSegment = spec.kind === 'video' ? spec.firstSegmentNumber : undefined;
      const status: TaskStatus = done.includes(`${renditions[0]}@${firstSegment ?? 1}`) ? 'Succeeded' : 'Running';
      return { kind: spec.kind, renditions: [...renditions], status, firstSegment };
    }),
  );

describe('of a video', () => {
  test('is what every rendition has', () => {
    expect(prefix([])).toBe(0);
    expect(prefix(['main@1', '720p@1'])).toBe(0);
    expect(prefix(['main@1', '720p@1', '360p@1'])).toBe(1);
    expect(prefix(['main@1', '720p@1', '360p@1', '720p@2', '360p@4'])).toBe(1);
    expect(prefix(['main@1', '720p@1', '360p@1', '720p@2', '360p@2'])).toBe(3);
    expect(prefix(['main@1', '720p@1', '360p@1', '720p@2', '360p@2', '720p@4', '360p@4'])).toBe(5);
  });

  test('waits for the default sound, and for no other', () => {
    expect(prefix(['other@1', '720p@1', '360p@1'])).toBe(0);
    expect(prefix(['main@1', '720p@1', '360p@1'])).toBe(1);
  });

  test('waits for the next sound when the default one failed, and for none when all did', () => {
    expect(prefix(['720p@1', '360p@1'], ['main'])).toBe(0);
    expect(prefix(['other@1', '720p@1', '360p@1'], ['main'])).toBe(1);
    expect(prefix(['720p@1', '360p@1'], ['main', 'other'])).toBe(1);
  });

  test('does not wait for open tasks of a rendition that failed', () => {
    expect(prefix(['main@1', '360p@1', '360p@2'], ['720p'])).toBe(3);
  });

  test('is nothing when all pictures failed', () => {
    expect(prefix(['main@1', '720p@1', '360p@1'], ['720p', '360p'])).toBe(0);
  });
});

test('of a sound alone is everything, once its default track is there', () => {
  const sound = makePlan({ videos: [], audios: ['main', 'other'] });
  expect(prefix(['other@1'], [], sound)).toBe(0);
  expect(prefix(['main@1'], [], sound)).toBe(5);
  expect(prefix(['other@1'], ['main'], sound)).toBe(5);
  expect(prefix([], ['main', 'other'], sound)).toBe(0);
});
