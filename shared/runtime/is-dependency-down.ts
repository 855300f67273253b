/** Network failures as Node and the AWS SDK name them. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
  'AbortError',
  'NetworkingError',
]);

/** Too much is asked of it at the moment; AWS says so with a status of 400, too. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'ThrottlingException',
  'TooManyInvalidationsInProgress',
  'TooManyRequestsException',
]);

/**
 * SQLSTATEs that say "not now": connection exceptions, no room (disk, memory, connections), shutdown and start-up, a server
 * that only reads, an error of its disk, and a transaction that lost every one of its tries.
 */
const POSTGRES_NOT_NOW = /^(08...|53...|57P0[1-5]|57014|25006|58030|40001|40P01)$/;

/** `pg` gives these no code. */
const POSTGRES_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error)/;

interface ErrorFacts {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether an error, or what caused it, says that a part of the system cannot be used now: it will be back, the same work can then succeed. */
export const isDependencyDown = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as Error & ErrorFacts;
  if (typeof code === 'string' && (UNREACHABLE.has(code) || POSTGRES_NOT_NOW.test(code))) return true;
  if (UNREACHABLE.has(error.name) || THROTTLED.has(error.name) || POSTGRES_LOST.test(error.message)) return true;
  if (($metadata?.httpStatusCode ?? 0) >= 500) return true;
  if (error instanceof AggregateError && error.errors.some(isDependencyDown)) return true;
  return isDependencyDown(error.cause);
};
