import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';

/** We answer this long before Lambda's own timeout, after which nobody would: the stack would wait for an hour. */
const RESERVE_MS = 10_000;
const SEND_TRIES = 4;
const SEND_TIMEOUT_MS = 2_000;
/** CloudFormation takes 4,096 bytes in all. */
const MAX_REASON_LENGTH = 1000;

type Outcome = { readonly Status: 'SUCCESS' } | { readonly Status: 'FAILED'; readonly Reason: string };
type CustomResourceContext = Pick<Context, 'functionName' | 'logStreamName' | 'getRemainingTimeInMillis'>;

export const isCloudFormationEvent = (event: unknown): event is CloudFormationCustomResourceEvent =>
  typeof event === 'object' && event !== null && 'ResponseURL' in event && 'RequestType' in event;

/** Does the work when the resource is made or changed, nothing when it is deleted, and says how it ended. */
export const answerCloudFormation = async (
  event: CloudFormationCustomResourceEvent,
  context: CustomResourceContext,
  work: () => Promise<unknown>,
): Promise<void> => {
  const { StackId, RequestId, LogicalResourceId } = event;
  const outcome = event.RequestType === 'Delete' ? ({ Status: 'SUCCESS' } as const) : await run(context, work);
  // Never another id: CloudFormation would take the resource for a new one and delete the former.
  const PhysicalResourceId = event.RequestType === 'Create' ? LogicalResourceId : event.PhysicalResourceId;
  await send(event.ResponseURL, { StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...outcome });
};

const run = async (context: CustomResourceContext, work: () => Promise<unknown>): Promise<Outcome> => {
  const seconds = Math.max(0, (context.getRemainingTimeInMillis() - RESERVE_MS) / 1000);
  const over = new AbortController();
  const timeOut = async (): Promise<void> => {
    await sleep(seconds * 1000, undefined, { signal: over.signal });
    throw new Error(`it was not done after ${seconds.toFixed(0)} s`);
  };
  try {
    await Promise.race([work(), timeOut()]);
    return { Status: 'SUCCESS' };
  } catch (error) {
    // There may be no logger: making it can be what failed.
    console.error(error);
    const Reason = `${context.functionName}: ${describe(error)}`.slice(0, MAX_REASON_LENGTH);
    return { Status: 'FAILED', Reason: `${Reason} (log stream ${context.logStreamName})` };
  } finally {
    over.abort();
  }
};

const describe = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

/** The address is signed without a content type, so there must be none: hence bytes, and not a text. */
const send = async (url: string, answer: object): Promise<void> => {
  const body = Buffer.from(JSON.stringify(answer));
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(SEND_TIMEOUT_MS) });
      if (response.ok) return;
      throw new Error(`CloudFormation's address answered ${response.status}`);
    } catch (error) {
      if (tries === SEND_TRIES) throw error;
      await sleep(100 * 2 ** tries);
    }
  }
};
