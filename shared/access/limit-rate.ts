import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../runtime/deps.ts';
import { Problem } from '../runtime/problem.ts';

type RateDeps = Pick<Deps, 'dynamo' | 'resources' | 'now'>;

export interface RateLimit {
  /** How fast the bucket fills. */
  readonly requestsPerSecond: number;
  /** How much it holds. */
  readonly burst: number;
}

/** Headers of an answer, after the IETF's draft "RateLimit header fields for HTTP". */
export type RateHeaders = Readonly<Record<string, string>>;

/** Takes one token, or throws `rate_limited`. */
export type LimitRate = (callerId: string) => Promise<RateHeaders>;

/** What this process has taken of a caller's bucket; with none left, until when there is no use in asking again. */
interface Lease {
  tokens: number;
  /** In the bucket itself, when it was asked. */
  readonly rest: number;
  readonly until: number;
}

/** A process takes about as much as is spent in this time, so that it asks for a bucket ten times a second at most. */
const LEASE_MS = 100;
const LEASE_LIFE_MS = 1000;
/** Of a process; then it asks anew. */
const MAX_LEASES = 1000;
/** A bucket that nobody asked for is full again. */
const FORGET_SECONDS = 86_400;

/** A token bucket for each caller, in a table that all processes share. */
export const createLimitRate = (deps: RateDeps, limit: RateLimit): LimitRate => {
  const leases = new Map<string, Promise<Lease>>();

  const take = (callerId: string): Promise<Lease> => {
    if (leases.size >= MAX_LEASES) leases.clear();
    const lease = takeLease(deps, limit, callerId);
    leases.set(callerId, lease);
    // What could not be asked for is asked for again.
    lease.catch(() => leases.delete(callerId));
    return lease;
  };

  return async (callerId) => {
    for (;;) {
      const pending = leases.get(callerId) ?? take(callerId);
      const lease = await pending;
      const now = deps.now().getTime();
      if (lease.until <= now || (lease.tokens < 1 && lease.rest >= 1)) {
        if (leases.get(callerId) === pending) leases.delete(callerId);
        continue;
      }
      if (lease.tokens < 1) throw tooMany(limit, lease.until - now);
      lease.tokens -= 1;
      return describe(limit, Math.floor(lease.rest + lease.tokens));
    }
  };
};

/**
 * A bucket is one number, how much was ever taken of it, which is only added to: so writers never wait for each other. What it holds
 * follows from the time. What would have flowed over while nobody asked is taken off it by whoever comes first;
 * those who come at that very moment may have one lease each beyond it.
 */
const takeLease = async (deps: RateDeps, limit: RateLimit, callerId: string): Promise<Lease> => {
  const { requestsPerSecond, burst } = limit;
  const now = deps.now().getTime();
  const wanted = Math.min(burst, Math.max(1, Math.round((requestsPerSecond * LEASE_MS) / 1000)));
  const spent = await add(deps, callerId, wanted);
  const held = burst + (requestsPerSecond * now) / 1000 - (spent - wanted);
  if (held > burst) await spill(deps, callerId, { full: (requestsPerSecond * now) / 1000, wanted });
  const tokens = Math.min(burst, held);
  if (tokens >= wanted) return { tokens: wanted, rest: tokens - wanted, until: now + LEASE_LIFE_MS };
  await add(deps, callerId, -wanted);
  return { tokens: 0, rest: 0, until: now + Math.ceil(((wanted - tokens) / requestsPerSecond) * 1000) };
};

const keyOf = ({ resources }: Pick<RateDeps, 'resources'>, callerId: string) => ({
  TableName: resources.idempotencyTable,
  Key: { id: `api#rate#${callerId}` },
});

const add = async (deps: RateDeps, callerId: string, tokens: number): Promise<number> => {
  const { Attributes } = await deps.dynamo.send(
    new UpdateCommand({
      ...keyOf(deps, callerId),
      UpdateExpression: 'add spent :tokens set expiration = :expiration',
      ExpressionAttributeValues: {
        ':tokens': tokens,
        ':expiration': Math.floor(deps.now().getTime() / 1000) + FORGET_SECONDS,
      },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return Number(Attributes?.spent);
};

/** `full`: of a bucket that is full now, this much was taken. */
const spill = async (
  deps: RateDeps,
  callerId: string,
  { full, wanted }: { readonly full: number; readonly wanted: number },
): Promise<void> => {
  try {
    await deps.dynamo.send(
      new UpdateCommand({
        ...keyOf(deps, callerId),
        UpdateExpression: 'set spent = :after',
        ConditionExpression: 'spent < :full',
        ExpressionAttributeValues: { ':full': full, ':after': full + wanted },
      }),
    );
  } catch (error) {
    // Somebody else has done it.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** One for all of a caller's requests. */
const POLICY = '"key"';

const describe = ({ requestsPerSecond, burst }: RateLimit, left: number): RateHeaders => {
  const windowSeconds = Math.max(1, Math.ceil(burst / requestsPerSecond));
  const untilFull = Math.max(0, Math.ceil((burst - left) / requestsPerSecond));
  return {
    'ratelimit-policy': `${POLICY};q=${burst};w=${windowSeconds}`,
    ratelimit: `${POLICY};r=${left};t=${untilFull}`,
  };
};

const tooMany = (limit: RateLimit, waitMs: number): Problem => {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const detail = `This key may send ${limit.requestsPerSecond} requests a second and ${limit.burst} at once; wait ${seconds} s.`;
  return new Problem('rate_limited', detail, { headers: { ...describe(limit, 0), 'retry-after': `${seconds}` } });
};
