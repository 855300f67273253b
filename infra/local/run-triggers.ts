import type { Deps } from '../../shared/runtime/deps.ts';
import type { HostedFunction } from '../event-source/hosted-function.ts';
import { type EventSourceOptions, mapEventSource } from '../event-source/map-event-source.ts';
import type { FunctionSpec } from '../topology.ts';
import { localQueueArn, localQueueName } from './local-names.ts';
import { runSchedule } from './run-schedule.ts';
import { type SharedCores, shareCores } from './share-cores.ts';

interface Running {
  readonly stop: () => Promise<void>;
}

/** Starts what invokes functions by itself: one event source per queue, one clock per schedule. `cores` is what a
 * concurrency of 'cores' means. */
export const runTriggers = (functions: readonly HostedFunction[], deps: Deps, cores: number): readonly Running[] => {
  const shared = shareCores(cores);
  return functions.flatMap((fn): Running[] => {
    const { trigger, localCore } = fn.spec;
    switch (trigger.kind) {
      case 'queue': {
        const { queue, batchSize, concurrency } = trigger;
        return [
          mapEventSource({
            ...deps,
            ...useCores(fn, localCore, shared),
            batchSize,
            concurrency: typeof concurrency === 'number' ? concurrency : cores,
            queueUrl: deps.resources.queueUrls[queue],
            queueArn: localQueueArn(localQueueName(queue)),
          }),
        ];
      }
      case 'schedule':
        return [runSchedule(fn, trigger.everySeconds, deps)];
      case 'http':
      case 'deploy':
        return [];
      default:
        trigger satisfies never;
        return [];
    }
  });
};

const useCores = (
  fn: HostedFunction,
  localCore: FunctionSpec['localCore'],
  { take, wait }: SharedCores,
): Pick<EventSourceOptions, 'fn' | 'waitForTurn'> => {
  switch (localCore) {
    case undefined:
      return { fn };
    case 'take':
      return { fn: { ...fn, handler: take(fn.handler) } };
    case 'take-alone':
      return { fn: { ...fn, handler: take(fn.handler, { isAwaited: true }) } };
    default: {
      const { handler, waitForTurn } = wait(fn.handler, localCore.waitRank);
      return { fn: { ...fn, handler }, waitForTurn };
    }
  }
};
