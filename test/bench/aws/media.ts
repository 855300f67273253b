import { settingsOnAws } from '../../../infra/aws/bundle/settings-on-aws.ts';
import { chooseQueues, type TaskQueue } from '../../../shared/media/choose-queue.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import { planPreparation } from '../../../shared/media/plan-preparation.ts';
import { PlanSettings } from '../../../shared/media/plan-settings.ts';
import { planBeginning, planRest } from '../../../shared/media/plan-steps.ts';
import type { Plan, PlannedTask } from '../../../shared/media/rendition.ts';
import type { PrepareTaskSpec } from '../../../shared/media/task.ts';
import { createSemaphore, type Semaphore } from '../simulation/semaphore.ts';
import { PlayablePrefix } from './playable-prefix.ts';
import type { Source } from './sources.ts';
import type { World } from './world.ts';

/** A file whose upload is complete at some time. */
export interface Arrival {
  readonly at: number;
  readonly source: Source;
}

export interface QueuedTask {
  readonly task: PlannedTask;
  readonly queue: TaskQueue;
}

/** What the system knows of a file. */
export interface Media {
  /** By which SQS takes turns. */
  readonly group: string;
  readonly uploadedAt: number;
  /** All that are planned. */
  tasks: readonly QueuedTask[];
  readonly prefix: PlayablePrefix;
  /** Transactions that write of the same media wait for each other, or are tried again. */
  readonly ledger: Semaphore;
  published: number;
  /** Counts what was stored, as S3 does with ETags. */
  version: number;
  firstPlay?: number;
  ready?: number;
}

/** Between classes of size, where these take turns. */
const SIZE_FACTOR = 4;

/** Plans the beginning of each file as ingest would; sources that are the same are planned once. */
export const planArrivals = (world: World, arrivals: readonly Arrival[]): readonly Media[] => {
  const plans = new Map<Source, Plan>();
  return arrivals.map(({ at, source }, i) => {
    const plan = plans.get(source) ?? planSource(world, source);
    plans.set(source, plan);
    const weight = plan.tasks.reduce((sum, task) => sum + task.weight, plan.restWeight ?? 0);
    const queues = chooseQueues(plan);
    return {
      ...{ uploadedAt: at, published: 0, version: 0 },
      group: world.turns === 'size' ? `size ${Math.floor(Math.log(weight) / Math.log(SIZE_FACTOR))}` : `media ${i}`,
      tasks: plan.tasks.map((task, i) => ({ task, queue: queues[i] ?? 'transcode' })),
      prefix: new PlayablePrefix(plan),
      ledger: createSemaphore(1),
    };
  });
};

const planSource = ({ config }: World, { probe, judgement }: Source): Plan => {
  const source = { bucket: 'originals', key: 'med/original', etag: '"etag"', bytes: probe.bytes };
  const { perTitle, ...encoding } = settingsOnAws(config).encoding;
  const settings = PlanSettings.parse(encoding);
  const plan = planMedia(probe, source, settings, { judgement });
  const preparation = planPreparation(probe, plan, { source, settings, perTitle });
  return preparation ? planBeginning(plan, preparation) : plan;
};

/** Plans the rest as `record` would when the closer look is over, if that found nothing that saves work; each look once. */
export const createRestPlanner = (): ((spec: PrepareTaskSpec) => readonly QueuedTask[]) => {
  const known = new Map<PrepareTaskSpec, readonly QueuedTask[]>();
  return (spec) => {
    const rest = known.get(spec) ?? planRestOf(spec);
    known.set(spec, rest);
    return rest;
  };
};

const planRestOf = (spec: PrepareTaskSpec): readonly QueuedTask[] => {
  const { probe, source, remux } = spec;
  const remuxed = { source, probe: { ...probe, isExactlySeekable: true } };
  const { tasks, queues } = planRest(spec, remux ? { remuxed } : {});
  return tasks.map((task, i) => ({ task, queue: queues[i] ?? 'transcode' }));
};
