import type { LambdaHandler } from '../event-source/hosted-function.ts';

/** Who waits for a core begins after this time even if there is none: those that need not wait must not keep it for ever. */
const MAX_WAIT_MS = 60_000;

export interface SharedCores {
  /** The handler, as one whose invocations each take a core. */
  readonly take: (handler: LambdaHandler) => LambdaHandler;
  /** Ends when fewer are taken than there are, after a minute, or when the signal is aborted. */
  readonly waitForCore: (signal: AbortSignal) => Promise<void>;
}

/** The cores of one machine, which several functions use. */
export const shareCores = (cores: number, maxWaitMs = MAX_WAIT_MS): SharedCores => {
  let taken = 0;
  let released = Promise.withResolvers<void>();

  const release = (): void => {
    taken -= 1;
    released.resolve();
    released = Promise.withResolvers();
  };
  return {
    take:
      (handler) =>
      async (...args) => {
        taken += 1;
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
      while (taken >= cores && !enough.aborted) await Promise.race([released.promise, ended.promise]);
      enough.removeEventListener('abort', end);
    },
  };
};
