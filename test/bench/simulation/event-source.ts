import type { Clock } from './clock.ts';
import type { FairQueue } from './fair-queue.ts';

/** How many batches of a queue are in work at once. */
export interface Ramp {
  /** After it was quiet. */
  readonly initial: number;
  /** Added each second while messages wait. */
  readonly perSecond: number;
  readonly max: number;
  /** Without a message for so long it is quiet. */
  readonly restSeconds: number;
}

export interface EventSourceOptions<T> {
  readonly clock: Clock;
  readonly queue: FairQueue<T>;
  /** Messages handed over at once, at most. */
  readonly batchSize: number;
  readonly ramp: Ramp;
  /** Until a message that was sent is with its function. */
  readonly latency: () => number;
  /** Does the work of a batch; `done` deletes its messages. */
  readonly invoke: (messages: readonly T[], done: () => void) => void;
}

export interface EventSource<T> {
  readonly send: (message: T, group?: string) => void;
  /** Batches in work now. */
  readonly inWork: () => number;
}

/** What stands between a queue and a function: takes batches, as many at once as the ramp allows by now. */
export const createEventSource = <T>(options: EventSourceOptions<T>): EventSource<T> => {
  const { clock, queue, batchSize, ramp, latency, invoke } = options;
  let places = Math.min(ramp.initial, ramp.max);
  let [inWork, isGrowing, busyPeriods] = [0, false, 0];

  const poll = (): void => {
    while (inWork < places && queue.waiting() > 0) {
      const batch = queue.take(batchSize);
      inWork++;
      busyPeriods++;
      invoke(
        batch.map(({ message }) => message),
        () => {
          inWork--;
          queue.settle(batch);
          if (inWork === 0 && queue.waiting() === 0) restLater();
          poll();
        },
      );
    }
    if (queue.waiting() > 0) growLater();
  };

  const growLater = (): void => {
    if (isGrowing || places >= ramp.max) return;
    isGrowing = true;
    clock.after(1 / ramp.perSecond, () => {
      isGrowing = false;
      if (queue.waiting() > 0) places = Math.min(ramp.max, places + 1);
      poll();
    });
  };

  const restLater = (): void => {
    const before = busyPeriods;
    clock.after(ramp.restSeconds, () => {
      if (busyPeriods === before) places = Math.min(ramp.initial, ramp.max);
    });
  };

  return {
    send: (message, group) => {
      clock.after(latency(), () => {
        queue.send(message, group);
        poll();
      });
    },
    inWork: () => inWork,
  };
};
