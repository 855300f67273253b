import { describe, expect, it } from 'vitest';
import { measureGrowth } from '../../../shared/ledger/growth.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { PlayablePrefix, segmentCountOf } from '../../bench/aws/playable-prefix.ts';
import { describeSource, FORMATS } from '../../bench/aws/sources.ts';
import { createRandom } from '../../support/random.ts';

const FORMAT_NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

const planOf = (format: keyof typeof FORMATS, seconds: number) => {
  const { probe, judgement } = describeSource(format, seconds);
  const source = { bucket: 'originals', key: 'med/original', etag: '"e"', bytes: probe.bytes };
  return planMedia(probe, source, DEFAULT_CONFIG.encoding, judgement);
};

const rowOf = (task: PlannedTask, done: ReadonlySet<PlannedTask>) => {
  const segmentCount = segmentCountOf(task);
  return {
    renditions: [...task.renditions],
    status: done.has(task) ? ('Succeeded' as const) : ('Pending' as const),
    ...(task.spec.kind === 'poster' ? {} : { firstSegment: task.spec.firstSegmentNumber }),
    ...(segmentCount === undefined ? {} : { segmentCount }),
  };
};

describe('what can be played of a simulated media', () => {
  const cases = FORMAT_NAMES.flatMap((format) => [5, 30, 400].map((seconds) => ({ format, seconds })));

  it.each(cases)('is what the ledger says: $format, $seconds s', ({ format, seconds }) => {
    const plan = planOf(format, seconds);
    const renditions = plan.renditions.map((spec) => ({
      ...{ name: spec.name, kind: spec.kind, spec, status: 'Processing' as const },
    }));
    for (let seed = 0; seed < 5; seed++) {
      const prefix = new PlayablePrefix(plan);
      const done = new Set<PlannedTask>();
      for (const task of createRandom(seed, 'tasks').shuffle(plan.tasks)) {
        prefix.complete(task);
        done.add(task);
        const growth = measureGrowth(
          plan.outline,
          renditions,
          plan.tasks.map((each) => rowOf(each, done)),
        );
        expect(prefix.size).toBe(growth.size);
        expect(prefix.open).toBe(plan.tasks.length - done.size);
      }
    }
  });

  it('does not take a task twice', () => {
    const plan = planOf('hevc', 30);
    const prefix = new PlayablePrefix(plan);
    const [task] = plan.tasks;
    if (!task) throw new Error('there is no task');
    prefix.complete(task);
    expect(() => prefix.complete(task)).toThrow('twice');
  });
});
