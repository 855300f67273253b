import type { Plan, PlannedTask, RenditionSpec } from './rendition.ts';

/** The queues of encoding tasks: `first` goes ahead of `transcode`; `heavy` is drained by containers, which may take hours. */
export const TASK_QUEUES = ['first', 'transcode', 'heavy'] as const;
export type TaskQueue = (typeof TASK_QUEUES)[number];

/** How long a Lambda may run: the limit of `transcode` in infra/topology.ts. */
export const LAMBDA_SECONDS = 900;

/** Sources differ in what they cost, and Lambda's processors from the one that the estimates were measured on. */
const MARGIN = 2;

/**
 * The weight from which on a task is heavy. A weight is seconds of one vCPU, and a Lambda is taken for one vCPU, though
 * the default one has 1.7: the range of a source that can be entered runs on one thread (ADR 10), so more would not help.
 */
export const HEAVY_WEIGHT = LAMBDA_SECONDS / MARGIN;

/**
 * What all tasks of a short media weigh together, at most: half a minute of 4K60 is 205, of 1080p30 73. No task of the queue
 * `first` is heavier, so that those behind it need not wait for long.
 */
export const SHORT_WEIGHT = 225;

/**
 * Which queue each task of a plan goes to. `first` has the tasks by which the media becomes playable, and all of a short
 * media. The ledger keeps the answer: so `sweep` can tell the tasks of a queue apart, and sends a lost one to where it was.
 */
export const chooseQueues = ({
  renditions,
  tasks,
  restWeight = 0,
}: Pick<Plan, 'renditions' | 'tasks' | 'restWeight'>): readonly TaskQueue[] => {
  const isShort = tasks.reduce((sum, { weight }) => sum + weight, restWeight) <= SHORT_WEIGHT;
  const firsts = new Set(renditions.filter(isWaitedFor).map(({ name }) => findFirst(tasks, name)));
  return tasks.map((task) => {
    if (task.weight > HEAVY_WEIGHT) return 'heavy';
    return isShort || (firsts.has(task) && task.weight <= SHORT_WEIGHT) ? 'first' : 'transcode';
  });
};

/** Nothing is playable without its beginning: see the ledger's `playablePrefix`. */
const isWaitedFor = (rendition: RenditionSpec): boolean => rendition.kind === 'video' || rendition.isDefault;

const findFirst = (tasks: readonly PlannedTask[], name: string): PlannedTask | undefined =>
  tasks.find(({ renditions }) => renditions.includes(name));

interface Queued {
  readonly queue?: TaskQueue | undefined;
  readonly weight: number;
}

/** The queue of a task. Those that a release planned which kept no queues are told apart by their weight. */
export const queueOf = ({ queue, weight }: Queued): TaskQueue =>
  queue ?? (weight > HEAVY_WEIGHT ? 'heavy' : 'transcode');

/** Where a second message of a task goes whose worker is slow: its media may wait for it alone. */
export const copyQueueOf = (task: Queued): TaskQueue => (queueOf(task) === 'heavy' ? 'heavy' : 'first');
