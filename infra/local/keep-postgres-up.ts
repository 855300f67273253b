import { setTimeout as sleep } from 'node:timers/promises';

/** A PostgreSQL that was started. */
export interface Server {
  /** The exit code or signal; never rejects. */
  readonly ended: Promise<number | string>;
  readonly stop: () => Promise<void>;
}

export interface KeepOptions {
  /** Another server on the same data and port. */
  readonly restart: () => Promise<Server>;
  readonly onError: (error: Error, what: string) => void;
}

/** Backends of a killed server take a moment to notice. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * A server that ends without being asked to (killed for its memory, crashed) is started again, until `stop`, which this
 * returns: what waits for the database then goes on.
 */
export const keepPostgresUp = (first: Server, { restart, onError }: KeepOptions): (() => Promise<void>) => {
  const stopping = new AbortController();
  let server = first;

  const restartUntilUp = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        server = await restart();
        return;
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)), 'PostgreSQL could not be started again');
      }
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const how = await server.ended;
      if (stopping.signal.aborted) return;
      onError(new Error(`it ended without being asked to (${how})`), 'PostgreSQL is started again');
      await restartUntilUp();
    }
  };

  const watching = watch();
  return async () => {
    stopping.abort();
    await server.stop();
    await watching;
    // It may have been on its way up.
    await server.stop();
  };
};
