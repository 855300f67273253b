import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureGrowth } from '../../../shared/ledger/growth.ts';
import { chooseQueues, LAMBDA_SECONDS } from '../../../shared/media/choose-queue.ts';
import { estimateMemory } from '../../../shared/media/estimate-memory.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { Plan, PlannedTask } from '../../../shared/media/rendition.ts';
import type { VideoTaskSpec } from '../../../shared/media/task.ts';
import { anySource, type RandomSource, videoOf } from './support/any-source.ts';

const DAY = 24 * 3600;
const MEBIBYTE = 1024 * 1024;
/** What our own process is left. */
const OWN_BYTES = 256 * MEBIBYTE;
const RUNS = { numRuns: 150 };

const planOf = ({ probe, source, settings }: RandomSource): Plan => planMedia(probe, source, settings);

const isRange = (task: PlannedTask): task is PlannedTask & { spec: VideoTaskSpec } => task.spec.kind === 'video';

const rangesOf = (plan: Plan) => plan.tasks.filter(isRange);

describe('of any source', () => {
  it('the first task is for a Lambda if a later one of that rung is, so that it can be played soon', () => {
    fc.assert(
      fc.property(anySource(DAY), (random) => {
        const plan = planOf(random);
        const queues = chooseQueues(plan);
        const [first, ...later] = plan.tasks.map((task, i) => ({ task, isHeavy: queues[i] === 'heavy' }));
        const lowest = first?.task.renditions.at(-1) ?? '';
        const isAsLong = ({ task }: { task: PlannedTask }): boolean =>
          isRange(task) && first !== undefined && isRange(first.task) && task.spec.frames >= first.task.spec.frames;
        const alike = later.filter((one) => isAsLong(one) && one.task.renditions.includes(lowest));
        if (alike.some(({ isHeavy }) => !isHeavy)) expect(first?.isHeavy).toBe(false);
      }),
      RUNS,
    );
  });

  it('every task of a Lambda ends in half its time, and has memory to spare', () => {
    fc.assert(
      fc.property(anySource(DAY), (random) => {
        const plan = planOf(random);
        const bytes = (random.settings.taskMegabytes ?? 3008) * MEBIBYTE - OWN_BYTES;
        for (const [i, queue] of chooseQueues(plan).entries()) {
          const task = plan.tasks[i];
          if (!task || queue === 'heavy') continue;
          expect(2 * task.weight).toBeLessThanOrEqual(LAMBDA_SECONDS);
          if (!isRange(task)) continue;
          const { outputs, threads } = task.spec;
          expect(1.25 * estimateMemory({ source: videoOf(random), outputs, threads })).toBeLessThanOrEqual(bytes);
        }
      }),
      RUNS,
    );
  });

  it('every frame of every rung is in one task, and ranges are the same in all of them', () => {
    fc.assert(
      fc.property(anySource(DAY), (random) => {
        const plan = planOf(random);
        const fps = rangesOf(plan)[0]?.spec.frameRate ?? { num: 1, den: 1 };
        const frames = (plan.outline.duration.num * fps.num) / (plan.outline.duration.den * fps.den);
        const starts = new Set<string>();
        for (const { name } of plan.renditions.filter(({ kind }) => kind === 'video')) {
          const own = rangesOf(plan).filter(({ spec }) => spec.outputs.some((output) => output.name === name));
          let [frame, segment] = [0, 1];
          for (const { spec, renditions } of own.toSorted((a, b) => a.spec.firstFrame - b.spec.firstFrame)) {
            expect(renditions).toEqual(spec.outputs.map((output) => output.name));
            expect(spec).toMatchObject({ firstFrame: frame, firstSegmentNumber: segment });
            frame += spec.frames;
            segment += Math.ceil(spec.frames / (spec.gopFrames * spec.segmentGops));
          }
          expect(frame).toBe(Math.round(frames));
          expect(segment - 1).toBe(plan.outline.segments);
          starts.add(own.map(({ spec }) => spec.firstFrame).join());
        }
        expect(starts.size).toBe(1);
      }),
      RUNS,
    );
  });

  it('its tasks fit into one transaction', () => {
    fc.assert(
      fc.property(anySource(7 * DAY), (random) => {
        expect(planOf(random).tasks.length).toBeLessThan(2500);
      }),
      RUNS,
    );
  });

  it('ranges come in the order of time, the lowest rungs of each first, and the lowest of all before anything else', () => {
    fc.assert(
      fc.property(anySource(DAY), (random) => {
        const ranges = rangesOf(planOf(random));
        for (const [i, { spec }] of ranges.entries()) {
          const before = ranges[i - 1]?.spec;
          if (!before) continue;
          expect(spec.firstFrame).toBeGreaterThanOrEqual(before.firstFrame);
          if (spec.firstFrame === before.firstFrame)
            expect(pixels(spec.outputs.at(-1))).toBeGreaterThanOrEqual(pixels(before.outputs[0]));
        }
        const [first] = planOf(random).tasks;
        expect(first?.spec).toMatchObject({ kind: 'video', firstFrame: 0 });
        if (ranges.some(({ spec }) => spec.firstFrame > 0))
          expect(first?.renditions.length).toBeLessThanOrEqual(random.settings.ladder.length === 1 ? 1 : 2);
      }),
      RUNS,
    );
  });

  it('what can be played grows by each range as soon as its tasks are done, and never shrinks', () => {
    fc.assert(
      fc.property(anySource(1800), (random) => {
        const plan = planOf(random);
        const ranges = rangesOf(plan);
        const rows = ranges.map(({ renditions, spec }) => ({
          ...{ renditions: [...renditions], status: 'Pending' as 'Pending' | 'Succeeded' },
          firstSegment: spec.firstSegmentNumber,
          segmentCount: Math.ceil(spec.frames / (spec.gopFrames * spec.segmentGops)),
        }));
        const renditions = plan.renditions.map((spec) => ({
          name: spec.name,
          kind: spec.kind,
          spec,
          status: 'Processing' as const,
        }));
        let size = 0;
        for (const [i, row] of rows.entries()) {
          row.status = 'Succeeded';
          const growth = measureGrowth(plan.outline, renditions, rows);
          expect(growth.size).toBeGreaterThan(size);
          size = growth.size;
          const next = rows[i + 1];
          const isRangeDone = next?.firstSegment !== row.firstSegment;
          if (isRangeDone) expect(growth.segments).toBe(row.firstSegment - 1 + row.segmentCount);
          expect(growth.isWhole).toBe(next === undefined);
        }
      }),
      { numRuns: 100 },
    );
  });
});

const pixels = (output: { readonly width: number; readonly height: number } | undefined): number =>
  output ? output.width * output.height : 0;
