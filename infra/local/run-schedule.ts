import type { Deps } from '../../shared/runtime/deps.ts';
import type { HostedFunction } from '../event-source/hosted-function.ts';
import { invoke } from '../event-source/invoke.ts';

export interface Schedule {
  /** No more runs. Ends when the one under way has ended. */
  readonly stop: () => Promise<void>;
}

const scheduledEvent = (name: string) => ({
  version: '0',
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  time: new Date().toISOString(),
  resources: [name],
  detail: {},
});

/** EventBridge's schedule for one function: a run at once, then one every interval, but never two at a time. */
export const runSchedule = (fn: HostedFunction, everySeconds: number, { logger }: Pick<Deps, 'logger'>): Schedule => {
  let underWay: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      await invoke(fn, scheduledEvent(fn.name));
    } catch (error) {
      logger.error('A scheduled run failed', { functionName: fn.name, error: error as Error });
    }
    underWay = undefined;
  };
  const tick = (): void => {
    underWay ??= run();
  };
  tick();
  const timer = setInterval(tick, everySeconds * 1000);
  return {
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
};
