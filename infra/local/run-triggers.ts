import type { Deps } from '../../shared/runtime/deps.ts';
import type { HostedFunction } from '../event-source/hosted-function.ts';
import { mapEventSource } from '../event-source/map-event-source.ts';
import { localQueueArn, localQueueName } from './local-names.ts';
import { runSchedule } from './run-schedule.ts';
import { shareCores } from './share-cores.ts';

interface Running {
  readonly stop: () => Promise<void>;
}

/** Starts what invokes functions by itself: one event source per queue, one clock per schedule. `cores` is what a
 * concurrency of 'cores' means. */
export const runTriggers = (functions: readonly HostedFunction[], deps: Deps, cores: number): readonly Running[] => {
  const { take, waitForCore } = shareCores(cores);
  return functions.flatMap((fn): Running[] => {
    const { trigger } = fn.spec;
    switch (trigger.kind) {
      case 'queue': {
        const { queue, batchSize, concurrency } = trigger;
        const { localCore } = fn.spec;
        return [
          mapEventSource({
            ...deps,
            fn: localCore ? { ...fn, handler: take(fn.handler, { isAwaited: queue === 'first' }) } : fn,
            ...(localCore === 'wait' && { waitForTurn: waitForCore }),
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
