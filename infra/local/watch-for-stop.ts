import { exit } from 'node:process';

export interface StopWatch {
  readonly requested: AbortSignal;
  /** Ends when a stop is asked for. */
  readonly until: Promise<void>;
}

/** Ctrl-C reaches us twice, from the terminal and through npm. Only a signal later than this is a second wish. */
const SAME_WISH_MS = 500;
/** What shells report for a process that ended by SIGINT. */
const EXIT_INTERRUPTED = 130;

/**
 * SIGTERM, SIGINT and SIGHUP ask for a clean stop; a second one means now. So does the end of the set-up process that
 * started us, however it ended: its channel to us closes.
 */
export const watchForStop = (): StopWatch => {
  const stop = new AbortController();
  const until = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  let first: number | undefined;
  const onSignal = (): void => {
    first ??= performance.now();
    if (performance.now() - first > SAME_WISH_MS) exit(EXIT_INTERRUPTED);
    stop.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.once('disconnect', () => stop.abort());
  return { requested: stop.signal, until };
};
