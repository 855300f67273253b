import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one invocation carries, beside what the line itself says. */
export type InvocationFacts = Readonly<Record<string, string | readonly string[]>>;

/**
 * On Lambda an invocation has the process to itself; on one machine many share it. So the facts travel with the
 * asynchronous call, not in the logger, and `create-logger.ts` adds them to each line.
 */
export const invocationContext = new AsyncLocalStorage<InvocationFacts>();
