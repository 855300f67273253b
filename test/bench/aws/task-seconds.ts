import { estimateCopying } from '../../../shared/media/estimate-work.ts';
import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { encoderThreads } from './aws-facts.ts';
import type { Place } from './build-stage.ts';

/** Moments of a title that are looked at side by side (shared/pipeline/run-prepare-task.ts). */
const MOMENTS_AT_ONCE = 2;

/** How long the work of a task takes in some place, without what comes before and after; its weight is seconds of one vCPU. */
export const taskSeconds = ({ spec, weight }: PlannedTask, { vcpus, speed }: Place): number => {
  switch (spec.kind) {
    case 'video': {
      const { busy, cpuFactor } = encoderThreads(spec.threads, vcpus);
      return (weight * cpuFactor) / (busy * speed);
    }
    case 'audio':
    case 'poster':
      return weight / (Math.min(vcpus, 1) * speed);
    case 'prepare': {
      const copying = spec.remux ? 2 * estimateCopying(spec.source.bytes) : 0;
      return copying + (weight - copying) / (0.95 * Math.min(vcpus, MOMENTS_AT_ONCE) * speed);
    }
    case 'copy':
      // Until the bytes have come and gone, which no processor makes shorter.
      return weight;
    default:
      return spec satisfies never;
  }
};
