import type { SQSRecord } from 'aws-lambda';
import { type QueueOfRecords, setVisibility } from './set-visibility.ts';

/**
 * Hides messages for `visibilitySeconds` at a time, until the answer is called. That call waits for a renewal under
 * way, which would otherwise overtake what is set next.
 */
export const keepInvisible = async (
  queue: QueueOfRecords,
  records: readonly SQSRecord[],
  visibilitySeconds: number,
  heartbeatSeconds: number,
): Promise<() => Promise<void>> => {
  const renew = () => setVisibility(queue, records, () => visibilitySeconds);
  let renewal = renew();
  await renewal;
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, heartbeatSeconds * 1000);
  return async () => {
    clearInterval(timer);
    await renewal;
  };
};
