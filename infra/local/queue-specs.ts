import { type FunctionSpec, visibilityTimeoutSeconds } from '../topology.ts';
import type { QueueSpec } from './queues/start-queues.ts';

/** The queues that the topology's functions drain. */
export const queueSpecs = (specs: Iterable<FunctionSpec>): readonly QueueSpec[] =>
  [...specs].flatMap((spec) => {
    if (spec.trigger.kind !== 'queue') return [];
    const { queue, maxReceives } = spec.trigger;
    return [{ queue, maxReceives, visibilityTimeoutSeconds: visibilityTimeoutSeconds(spec) }];
  });
