import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { CONNECT_MS, EDGE_CALL_MS, TRIES } from '../runtime/time-limits.ts';

export interface Invalidation {
  readonly distributionId: string;
  /** Of the cache's keys, which have no token any more: `/med_…/*`. */
  readonly path: string;
  /** Asked for twice under the same reference, it is done and paid for once. */
  readonly reference: string;
}

/** Has CloudFront forget what it keeps under a path. That takes it some seconds more. */
export const invalidateEdge = async (
  { distributionId, path, reference }: Invalidation,
  abortSignal: AbortSignal,
  client = new CloudFrontClient({
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: EDGE_CALL_MS, throwOnRequestTimeout: true },
  }),
): Promise<void> => {
  const batch = { CallerReference: reference, Paths: { Quantity: 1, Items: [path] } };
  await client.send(new CreateInvalidationCommand({ DistributionId: distributionId, InvalidationBatch: batch }), {
    abortSignal,
  });
};
