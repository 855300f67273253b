import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { encoderThreads } from './aws-facts.ts';
import type { Place } from './build-stage.ts';

/** How long the work of a task takes in some place, without what comes before and after; its weight is seconds of one vCPU. */
export const taskSeconds = ({ spec, weight }: PlannedTask, { vcpus, speed }: Place): number => {
  switch (spec.kind) {
    case 'video': {
      const { busy, cpuFactor } = encoderThreads(spec.threads, vcpus);
      return (weight * cpuFactor) / (busy * speed);
    }
    case 'audio':
    case 'poster':
    case 'prepare':
      return weight / (Math.min(vcpus, 1) * speed);
    case 'copy':
      // Until the bytes have come and gone, which no processor makes shorter.
      return weight;
    default:
      return spec satisfies never;
  }
};
