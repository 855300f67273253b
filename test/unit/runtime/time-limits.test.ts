import { expect, test } from 'vitest';
import { FUNCTIONS, type FunctionSpec } from '../../../infra/topology.ts';
import * as limits from '../../../shared/runtime/time-limits.ts';

/** Functions end what they do this long before the host would: `http-stack.ts` and `queue-stack.ts`. */
const RESERVE_MS = 2000;
const PAUSES_MS = 500;

const shortestMs = (functions: readonly FunctionSpec[] = Object.values(FUNCTIONS)): number =>
  Math.min(...functions.map(({ timeoutSeconds }) => timeoutSeconds * 1000 - RESERVE_MS));

test.each([
  ['S3', limits.TRIES * limits.S3_SILENCE_NOTICED_MS],
  ['SQS', limits.TRIES * limits.SQS_CALL_MS],
  ['DynamoDB', limits.TRIES * limits.DYNAMODB_CALL_MS],
  ['Secrets Manager', limits.TRIES * limits.SECRETS_CALL_MS],
  ['a connection to the database', limits.DATABASE_CONNECT_MS],
  ['a statement', limits.DATABASE_STATEMENT_MS],
])('%s that is silent is given up before any function that waits for it', (_what, ms) => {
  expect(ms).toBeLessThanOrEqual(shortestMs());
});

test('S3 that takes no object is given up before any function that stores one', () => {
  const storing = Object.values(FUNCTIONS).filter(({ may }) => may.includes('media:write'));
  expect(limits.TRIES * limits.S3_PUT_NOTICED_MS).toBeLessThan(shortestMs(storing));
});

test('a migration is given up before its function, and a long poll is not cut', () => {
  expect(limits.DATABASE_MIGRATION_MS).toBeLessThan(FUNCTIONS.migrate.timeoutSeconds * 1000 - PAUSES_MS);
  expect(limits.LONG_POLL_MS).toBeGreaterThan(limits.LONG_POLL_SECONDS * 1000);
});
