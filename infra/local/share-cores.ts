import type { LambdaHandler } from '../event-source/hosted-function.ts';

/** Who waits for a core begins after this time even if there is none: those that need not wait must not keep it for ever. */
const MAX_WAIT_MS = 60_000;

/** For so long after work began that somebody waits for, no other begins: with a core to spare, that is done all the sooner. */
const QUIET_MS = 1000;

export interface SharedCores {
  /** The handler, as one whose invocations each take a core. `isAwaited`: it is work that somebody waits for. */
  readonly take: (handler: LambdaHandler, work?: { readonly isAwaited: boolean }) => LambdaHandler;
  /**
   * Ends when fewer are taken than there are, and nothing that somebody waits for began just now; or after a minute, or when
   * the signal is aborted.
   */
  readonly waitForCore: (signal: AbortSignal) => Promise<void>;
}

/** The cores of one machine, which several functions use. */
export const shareCores = (cores: number, { maxWaitMs = MAX_WAIT_MS, quietMs = QUIET_MS } = {}): SharedCores => {
  let taken = 0;
  let quietUntil = 0;
  let released = Promise.withResolvers<void>();

  const release = (): void => {
    taken -= 1;
    released.resolve();
    released = Promise.withResolvers();
  };
  return {
    take:
      (handler, { isAwaited } = { isAwaited: false }) =>
      async (...args) => {
        taken += 1;
        if (isAwaited) quietUntil = performance.now() + quietMs;
        try {
          return await handler(...args);
        } finally {
          release();
        }
      },
    waitForCore: async (signal) => {
      const enough = AbortSignal.any([signal, AbortSignal.timeout(maxWaitMs)]);
      const ended = Promise.withResolvers<void>();
      const end = () => ended.resolve();
      enough.addEventListener('abort', end, { once: true });
      while (!enough.aborted) {
        const quietMore = quietUntil - performance.now();
        if (quietMore > 0) await pause(quietMore, ended.promise);
        else if (taken >= cores) await Promise.race([released.promise, ended.promise]);
        else break;
      }
      enough.removeEventListener('abort', end);
    },
  };
};

const pause = async (ms: number, ended: Promise<void>): Promise<void> => {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  await Promise.race([over.promise, ended]);
  clearTimeout(timer);
};
