import { chooseQueues, type TaskQueue } from './choose-queue.ts';
import { planMedia } from './plan.ts';
import { FIRST_RUNGS } from './plan-ranges.ts';
import type { Prepared, TitleFit } from './prepared.ts';
import { isCopied, type Plan, type PlannedTask } from './rendition.ts';
import type { PrepareTaskSpec } from './task.ts';

/** A look at the source that is worth while, and what it takes. */
export interface Preparation {
  readonly spec: Omit<PrepareTaskSpec, 'restWeight'>;
  /** Seconds of one vCPU. */
  readonly weight: number;
}

/**
 * The first of two steps: of a plan that was made before anybody looked closer, the tasks by which the media can be played
 * soon, and the one that looks closer. That one stands for all that is not planned yet: the renditions that it continues are
 * not whole before.
 */
export const planBeginning = (plan: Plan, { spec, weight }: Preparation): Plan => {
  const isBegun = isOfBeginning(plan, spec);
  const [begun, rest] = [plan.tasks.filter(isBegun), plan.tasks.filter((task) => !isBegun(task))];
  const restWeight = rest.reduce((sum, task) => sum + task.weight, 0);
  const continued = plan.renditions
    .map(({ name }) => name)
    .filter((name) => rest.some(({ renditions }) => renditions.includes(name)));
  const look: PlannedTask = { spec: { ...spec, restWeight }, renditions: continued, weight };
  const firsts = begun.findIndex((task) => !isFirst(task));
  return { ...plan, tasks: begun.toSpliced(firsts < 0 ? begun.length : firsts, 0, look), restWeight };
};

export interface Rest {
  readonly tasks: readonly PlannedTask[];
  /** Of each task. */
  readonly queues: readonly TaskQueue[];
  /** Renditions that are not made after all. */
  readonly dropped: TitleFit['dropped'];
}

/**
 * The second step: the tasks that the first one left, planned upon what was found out; or as they would have been, if nothing
 * was.
 */
export const planRest = (spec: PrepareTaskSpec, { remuxed, title }: Prepared): Rest => {
  const { probe, source } = remuxed ?? spec;
  const judgement = spec.isStandard ? ({ isStandard: true } as const) : undefined;
  const plan = planMedia(probe, source, spec.settings, { judgement, title });
  const isBegun = isOfBeginning(plan, spec);
  const queues = chooseQueues(plan);
  return {
    tasks: plan.tasks.filter((task) => !isBegun(task)),
    queues: queues.filter((_, i) => plan.tasks[i] && !isBegun(plan.tasks[i])),
    dropped: title?.dropped.filter(({ name }) => !plan.renditions.some((made) => made.name === name)) ?? [],
  };
};

/** All but pictures that have to be encoded; of these, the lowest rungs of the first range, if nothing else is shown. */
const isOfBeginning = (
  { renditions }: Pick<Plan, 'renditions'>,
  { isStandard }: Pick<PrepareTaskSpec, 'isStandard'>,
) => {
  const rungs = renditions.filter((rendition) => rendition.kind === 'video' && !isCopied(rendition));
  const lowest = rungs.slice(-FIRST_RUNGS).map(({ name }) => name);
  return (task: PlannedTask): boolean =>
    task.spec.kind !== 'video' ||
    (!isStandard && isFirst(task) && task.renditions.every((name) => lowest.includes(name)));
};

const isFirst = ({ spec }: PlannedTask): boolean => 'firstSegmentNumber' in spec && spec.firstSegmentNumber === 1;
