import type { Clock } from './clock.ts';

export interface ContainersOptions<T> {
  readonly clock: Clock;
  /** How often the number of messages is looked at, in seconds. */
  readonly lookSeconds: number;
  readonly maxTasks: number;
  /** From the decision until a container takes its first message. */
  readonly start: () => number;
  readonly work: (message: T, done: () => void) => void;
}

/** A service of containers that has one for each message, up to its limit: looks at the queue once in a while and starts what is missing. */
export const createContainers = <T>(options: ContainersOptions<T>): { readonly send: (message: T) => void } => {
  const { clock, lookSeconds, maxTasks, start, work } = options;
  const waiting: T[] = [];
  let [containers, isLooking] = [0, false];

  const takeNext = (): void => {
    const message = waiting.shift();
    if (message === undefined) containers--;
    else work(message, takeNext);
  };

  const look = (): void => {
    isLooking = false;
    for (let missing = Math.min(maxTasks, waiting.length) - containers; missing > 0; missing--) {
      containers++;
      clock.after(start(), takeNext);
    }
    if (waiting.length > 0) lookLater();
  };

  const lookLater = (): void => {
    if (isLooking) return;
    isLooking = true;
    clock.after(lookSeconds, look);
  };

  return {
    send: (message) => {
      waiting.push(message);
      lookLater();
    },
  };
};
