import { settingsOnAws } from '../../../infra/aws/bundle/settings-on-aws.ts';
import { chooseQueues, type TaskQueue } from '../../../shared/media/choose-queue.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { Plan, PlannedTask } from '../../../shared/media/rendition.ts';
import { createSemaphore, type Semaphore } from '../simulation/semaphore.ts';
import { PlayablePrefix } from './playable-prefix.ts';
import type { Source } from './sources.ts';
import type { World } from './world.ts';

/** A file whose upload is complete at some time. */
export interface Arrival {
  readonly at: number;
  readonly source: Source;
}

/** What the system knows of a file. */
export interface Media {
  /** By which SQS takes turns. */
  readonly group: string;
  readonly uploadedAt: number;
  readonly queued: readonly { readonly task: PlannedTask; readonly queue: TaskQueue }[];
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

/** Plans each file as ingest would; sources that are the same are planned once. */
export const planArrivals = ({ config, turns }: World, arrivals: readonly Arrival[]): readonly Media[] => {
  const plans = new Map<Source, { readonly plan: Plan; readonly queued: Media['queued'] }>();
  return arrivals.map(({ at, source }, i) => {
    const known = plans.get(source) ?? planSource(config, source);
    plans.set(source, known);
    const weight = known.plan.tasks.reduce((sum, task) => sum + task.weight, 0);
    return {
      ...{ uploadedAt: at, queued: known.queued, published: 0, version: 0 },
      group: turns === 'size' ? `size ${Math.floor(Math.log(weight) / Math.log(SIZE_FACTOR))}` : `media ${i}`,
      prefix: new PlayablePrefix(known.plan),
      ledger: createSemaphore(1),
    };
  });
};

const planSource = (config: World['config'], { probe, judgement }: Source) => {
  const { encoding } = settingsOnAws(config);
  const object = { bucket: 'originals', key: 'med/original', etag: '"etag"', bytes: probe.bytes };
  const plan = planMedia(probe, object, encoding, judgement);
  const queues = chooseQueues(plan);
  return { plan, queued: plan.tasks.map((task, i) => ({ task, queue: queues[i] ?? 'transcode' })) };
};
