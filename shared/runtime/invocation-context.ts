import { AsyncLocalStorage } from 'node:async_hooks';

export type InvocationFacts = Readonly<Record<string, string | number | readonly string[]>>;

/** What belongs to one invocation, or to one message or media of it. */
export interface Invocation {
  /** What every log line and metric carries, beside what it says itself. `note-in-log.ts` adds to it. */
  facts: InvocationFacts;
  /** X-Ray's `Root=…;Parent=…;Sampled=…`, which goes with every message that is sent. */
  readonly traceHeader?: string | undefined;
}

/**
 * On Lambda an invocation has the process to itself; on one machine many share it. So the facts travel with the
 * asynchronous call, not in the logger, and `create-logger.ts` adds them to each line.
 */
export const invocationContext = new AsyncLocalStorage<Invocation>();
