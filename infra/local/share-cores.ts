import type { LambdaHandler } from '../event-source/hosted-function.ts';

/** Who waits for a core begins after this time even if there is none: those that need not wait must not keep it for ever. */
const MAX_WAIT_MS = 60_000;

/** So long at most work that somebody waits for has all cores: with none beside it, it is done all the sooner. */
const ALONE_MS = 10_000;

/** And so long after it, for what has to be told and published then. */
const AFTER_MS = 300;

export interface SharedCores {
  /** The handler, each of whose invocations takes a core at once. `isAwaited`: it is work that somebody waits for. */
  readonly take: (handler: LambdaHandler, work?: { readonly isAwaited: boolean }) => LambdaHandler;
  /** The handler, each of whose invocations first has to wait for its turn; of those that wait the lowest rank comes first. */
  readonly wait: (handler: LambdaHandler, rank: number) => WaitingHandler;
}

export interface WaitingHandler {
  readonly handler: LambdaHandler;
  /**
   * Ends when a core is free and nobody waits for work that goes on; or after a minute, or when the signal is aborted. The
   * core is kept for the invocation that has to follow.
   */
  readonly waitForTurn: (signal: AbortSignal) => Promise<void>;
}

interface Waiter {
  readonly rank: number;
  readonly begin: () => void;
}

/** The cores of one machine, which several functions use. */
export const shareCores = (
  cores: number,
  { maxWaitMs = MAX_WAIT_MS, aloneMs = ALONE_MS, afterMs = AFTER_MS } = {},
): SharedCores => {
  let taken = 0;
  /** Until when each piece of work that is awaited has all cores. */
  const awaited = new Set<number>();
  let quietUntil = 0;
  let waiters: readonly Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  const admit = (): void => {
    clearTimeout(timer);
    const quietMs = Math.max(quietUntil, ...awaited) - performance.now();
    if (quietMs > 0) {
      if (waiters.length > 0) timer = setTimeout(admit, quietMs);
      return;
    }
    while (taken < cores && waiters.length > 0) waiters.reduce((a, b) => (b.rank < a.rank ? b : a)).begin();
  };

  const release = (): void => {
    taken -= 1;
    admit();
  };

  return {
    take:
      (handler, { isAwaited } = { isAwaited: false }) =>
      async (...args) => {
        taken += 1;
        const until = performance.now() + aloneMs;
        if (isAwaited) awaited.add(until);
        try {
          return await handler(...args);
        } finally {
          if (awaited.delete(until)) quietUntil = performance.now() + afterMs;
          release();
        }
      },
    wait: (handler, rank) => ({
      handler: async (...args) => {
        try {
          return await handler(...args);
        } finally {
          release();
        }
      },
      waitForTurn: async (signal) => {
        const turn = Promise.withResolvers<void>();
        const enough = AbortSignal.any([signal, AbortSignal.timeout(maxWaitMs)]);
        const begin = (): void => {
          waiters = waiters.filter((waiter) => waiter !== own);
          enough.removeEventListener('abort', begin);
          // What was received is given back if the host stops, and no invocation follows.
          if (!signal.aborted) taken += 1;
          turn.resolve();
        };
        const own: Waiter = { rank, begin };
        waiters = [...waiters, own];
        if (enough.aborted) begin();
        else {
          enough.addEventListener('abort', begin, { once: true });
          admit();
        }
        await turn.promise;
      },
    }),
  };
};
