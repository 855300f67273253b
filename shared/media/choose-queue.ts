import type { Plan, PlannedTask } from './rendition.ts';

/** The queues of encoding tasks: each goes ahead of the next, but `heavy` is drained by containers, which may take hours. */
export const TASK_QUEUES = ['first', 'soon', 'transcode', 'heavy'] as const;
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

/** Memory of a Lambda that encodes, unless the configuration says another: that of `transcode` in infra/topology.ts. */
export const LAMBDA_MEGABYTES = 3008;

const MEBIBYTE = 1024 * 1024;

/** Of a worker's memory, for our own process and what is in flight between the store and the encoder: 120 MB were measured. */
export const WORKER_BYTES = 256 * MEBIBYTE;

/** Sources differ in how many pictures their decoders have to keep. */
const MEMORY_MARGIN = 1.25;

/** What a program may be estimated to need in a Lambda; more makes its task a heavy one. */
export const mostTaskBytes = (megabytes: number = LAMBDA_MEGABYTES): number =>
  (megabytes * MEBIBYTE - WORKER_BYTES) / MEMORY_MARGIN;

/**
 * What all tasks of a short media weigh together, at most: half a minute of 4K60 is 133, of 1080p30 50. No task of the queues
 * `first` and `soon` is heavier, so that those behind it need not wait for long.
 */
export const SHORT_WEIGHT = 150;

/**
 * Which queue each task of a plan goes to. `first` has the tasks by which the media becomes playable: pictures and sound from
 * the start, two at most. `soon` has the beginnings of its other renditions, and all else of a short media. The ledger keeps the answer: so `sweep` can tell the tasks of a queue apart, and sends a lost one to where it was.
 */
export const chooseQueues = ({
  renditions,
  tasks,
  restWeight = 0,
}: Pick<Plan, 'renditions' | 'tasks' | 'restWeight'>): readonly TaskQueue[] => {
  const isShort = tasks.reduce((sum, { weight }) => sum + weight, restWeight) <= SHORT_WEIGHT;
  const shown = renditions.filter(({ kind }) => kind === 'video').map(({ name }) => name);
  const heard = renditions.filter((rendition) => rendition.kind === 'audio' && rendition.isDefault);
  // Of pictures any rendition will do; sound has to be the default one.
  const firsts = new Set([findFirst(tasks, shown), ...heard.map(({ name }) => findFirst(tasks, [name]))]);
  const soon = new Set(shown.map((name) => findFirst(tasks, [name])));
  return tasks.map((task) => {
    if (task.weight > HEAVY_WEIGHT || task.isLarge) return 'heavy';
    if (!isShort && task.weight > SHORT_WEIGHT) return 'transcode';
    if (firsts.has(task)) return 'first';
    return isShort || soon.has(task) ? 'soon' : 'transcode';
  });
};

const findFirst = (tasks: readonly PlannedTask[], names: readonly string[]): PlannedTask | undefined =>
  tasks.find(({ renditions }) => renditions.some((name) => names.includes(name)));

interface Queued {
  readonly queue?: TaskQueue | undefined;
  readonly weight: number;
}

/** The queue of a task. Those that a release planned which kept no queues are told apart by their weight. */
export const queueOf = ({ queue, weight }: Queued): TaskQueue =>
  queue ?? (weight > HEAVY_WEIGHT ? 'heavy' : 'transcode');

/** Where a second message of a task goes whose worker is slow: its media may wait for it alone. */
export const copyQueueOf = (task: Queued): TaskQueue => (queueOf(task) === 'heavy' ? 'heavy' : 'soon');
