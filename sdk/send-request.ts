import { errorOfAnswer, type GilfoyleError, unreachable } from './gilfoyle-error.ts';
import { backOffMs, pause } from './pause.ts';

export interface RetryRules {
  /** How often a request is repeated, at most. */
  readonly retries: number;
  /** Whoever is asked to wait for longer is told so instead. */
  readonly maxRetryAfterSeconds: number;
}

/** Those that may have another answer later, also when they come of something in between that writes no `Retry-After`. */
const PASSING = new Set([429, 502, 503, 504]);

/**
 * Sends a request, and repeats it where the API says that this may help: it then gives `Retry-After`. Every request is safe to
 * repeat, as each POST has an Idempotency-Key. Throws a `GilfoyleError` for every other answer that is no success.
 */
export const sendRequest = async (
  send: typeof fetch,
  request: Request,
  { retries, maxRetryAfterSeconds }: RetryRules,
): Promise<Response> => {
  for (let failures = 0; ; ) {
    const outcome = await trySending(send, request);
    if (outcome instanceof Response) return outcome;
    failures += 1;
    const { retryAfter = 0, status } = outcome;
    const mayHelp = status === 0 || outcome.retryAfter !== undefined || PASSING.has(status);
    if (!mayHelp || failures > retries || retryAfter > maxRetryAfterSeconds) throw outcome;
    await pause(Math.max(retryAfter * 1000, backOffMs(failures)), request.signal);
  }
};

const trySending = async (send: typeof fetch, request: Request): Promise<Response | GilfoyleError> => {
  try {
    // A body can be sent once; the next try needs another.
    const response = await send(request.clone());
    if (response.ok || response.status === 304) return response;
    return await errorOfAnswer(response);
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    // What `fetch` throws when nobody answers, by the standard. Anything else is not ours to hide.
    if (error instanceof TypeError) return unreachable(error);
    throw error;
  }
};
