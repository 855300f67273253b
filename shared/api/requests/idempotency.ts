import { Problem } from '../../runtime/problem.ts';

/** How long an Idempotency-Key stands for the request that it came with. */
export const REMEMBER_SECONDS = 86_400;

export const keyReused = (): Problem =>
  new Problem(
    'idempotency_key_reused',
    'This Idempotency-Key was used with another body in the last 24 hours; use a new key for a new request.',
  );
