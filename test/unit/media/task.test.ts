import { expect, it } from 'vitest';
import { TaskSpec } from '../../../shared/media/task.ts';

const WEEK = 7 * 86_400;
const SOUND = {
  ...{ kind: 'audio', source: { bucket: 'originals', key: 'key', etag: '"e"', bytes: 1000 }, streamIndex: 0 },
  ...{ zeroSeconds: 0, sampleRate: 48_000, channels: 2, samples: WEEK * 48_000, segmentSeconds: { num: 1, den: 1 } },
  outputs: [{ name: 'audio-64k', bitrate: 64_000 }],
};

it('a track of a week can be cut into seconds', () => {
  expect(TaskSpec.safeParse(SOUND).success).toBe(true);
});

it.each([
  ['samples', { samples: 2 ** 53 - 1 }],
  ['a part of a second', { segmentSeconds: { num: 1, den: 2 ** 31 } }],
  ['no samples in a second', { sampleRate: 0 }],
  ['fewer than none', { sampleRate: -1 }],
])('more segments than there is memory for are refused: %s', (_, change) => {
  expect(TaskSpec.safeParse({ ...SOUND, ...change }).success).toBe(false);
});
