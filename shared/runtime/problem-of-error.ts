import { Problem } from './problem.ts';

/** Network failures as Node and the AWS SDK name them. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'TimeoutError',
  'AbortError',
  'NetworkingError',
]);

/**
 * SQLSTATEs that say "not now": connection exceptions, too many connections, shutdown, start-up, and an optimistic
 * transaction that lost every one of its tries.
 */
const POSTGRES_NOT_NOW = /^(08...|53300|57P0[123]|57014|40001)$/;

/** `pg` gives these two no code. */
const POSTGRES_LOST = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/;

interface ErrorFacts {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const isDependencyDown = (error: Error): boolean => {
  const { code, $metadata } = error as Error & ErrorFacts;
  if (typeof code === 'string' && (UNREACHABLE.has(code) || POSTGRES_NOT_NOW.test(code))) return true;
  if (UNREACHABLE.has(error.name) || POSTGRES_LOST.test(error.message)) return true;
  if (($metadata?.httpStatusCode ?? 0) >= 500) return true;
  if (error instanceof AggregateError)
    return error.errors.some((inner) => inner instanceof Error && isDependencyDown(inner));
  return error.cause instanceof Error && isDependencyDown(error.cause);
};

/** What the caller hears of an error. The error itself goes to the log only. */
export const problemOfError = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof Error && isDependencyDown(error)) {
    return new Problem(
      'dependency_unavailable',
      'A part of the service cannot be reached right now; send the request again in a few seconds.',
      { cause: error },
    );
  }
  return new Problem(
    'internal',
    'Something went wrong inside the service; if it happens again, report it with the requestId of this answer.',
    { cause: error },
  );
};
