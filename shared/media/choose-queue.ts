import type { PlannedTask } from './rendition.ts';

/** The queues of encoding tasks: `heavy` is drained by containers, which may take hours. */
export const TASK_QUEUES = ['transcode', 'heavy'] as const;
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
 * Which queue a task goes to. It follows from the weight alone, which the ledger keeps: so `sweep` can tell the tasks of
 * a queue apart, and sends a lost one to where it was.
 */
export const chooseQueue = ({ weight }: Pick<PlannedTask, 'weight'>): TaskQueue =>
  weight > HEAVY_WEIGHT ? 'heavy' : 'transcode';
