import { describe, expect, it } from 'vitest';
import { measureGrowth } from '../../../shared/ledger/growth.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import { planBeginning, planRest } from '../../../shared/media/plan-steps.ts';
import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { firstSegmentOf, segmentCountOf } from '../../../shared/media/segments-of-task.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { PlayablePrefix } from '../../bench/aws/playable-prefix.ts';
import { describeSource, FORMATS } from '../../bench/aws/sources.ts';
import { createRandom } from '../../support/random.ts';

const FORMAT_NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

const planOf = (format: keyof typeof FORMATS, seconds: number, isPrepared: boolean) => {
  const { probe, judgement } = describeSource(format, seconds);
  const source = { bucket: 'originals', key: 'med/original', etag: '"e"', bytes: probe.bytes };
  const settings = DEFAULT_CONFIG.encoding;
  const plan = planMedia(probe, source, settings, { judgement });
  const { isStandard } = judgement;
  const spec = { kind: 'prepare', source, probe, settings, isStandard, remux: false, analyse: true } as const;
  return isPrepared ? planBeginning(plan, { spec, weight: 3 }) : plan;
};

const rowOf = (task: PlannedTask, done: ReadonlySet<PlannedTask>) => {
  const segmentCount = segmentCountOf(task.spec);
  return {
    renditions: [...task.renditions],
    status: done.has(task) ? ('Succeeded' as const) : ('Pending' as const),
    firstSegment: firstSegmentOf(task.spec) ?? 1,
    ...(segmentCount === undefined ? {} : { segmentCount }),
  };
};

describe('what can be played of a simulated media', () => {
  const cases = FORMAT_NAMES.flatMap((format) =>
    [5, 30, 400].flatMap((seconds) => [false, true].map((isPrepared) => ({ format, seconds, isPrepared }))),
  );

  it.each(cases)('is what the ledger says: $format, $seconds s, prepared: $isPrepared', (each) => {
    const plan = planOf(each.format, each.seconds, each.isPrepared);
    const renditions = plan.renditions.map((spec) => ({
      ...{ name: spec.name, kind: spec.kind, spec, status: 'Processing' as const },
    }));
    for (let seed = 0; seed < 5; seed++) {
      const random = createRandom(seed, 'tasks');
      const prefix = new PlayablePrefix(plan);
      const [all, open, done] = [[...plan.tasks], [...plan.tasks], new Set<PlannedTask>()];
      while (open.length > 0) {
        const [task] = open.splice(Math.floor(random.between(0, open.length)), 1);
        if (!task) throw new Error('there is no task');
        if (task.spec.kind === 'prepare') {
          const { tasks } = planRest(task.spec, {});
          prefix.add(tasks);
          all.push(...tasks);
          open.push(...tasks);
        }
        prefix.complete(task);
        done.add(task);
        const rows = all.map((task) => rowOf(task, done));
        expect(prefix.size).toBe(measureGrowth(plan.outline, renditions, rows).size);
        expect(prefix.open).toBe(open.length);
      }
    }
  });

  it('does not take a task twice', () => {
    const plan = planOf('hevc', 30, false);
    const prefix = new PlayablePrefix(plan);
    const [task] = plan.tasks;
    if (!task) throw new Error('there is no task');
    prefix.complete(task);
    expect(() => prefix.complete(task)).toThrow('twice');
  });
});
