import { GilfoyleError } from './gilfoyle-error.ts';
import { backOffMs, pause } from './pause.ts';

interface Patience {
  /** @default 6 */
  readonly tries?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lost on the way, an address that has expired, or a store that is busy or ill. Calls of the API are repeated by the client itself. */
const mayPass = (error: unknown): error is GilfoyleError =>
  error instanceof GilfoyleError &&
  (error.code === 'unreachable' ||
    (error.code === 'part_refused' && ([403, 408, 429].includes(error.status) || error.status >= 500)));

/** Tries again, after longer and longer pauses, what the store or the way to it failed at. */
export const repeat = async <T>(work: () => Promise<T>, { tries = 6, signal }: Patience): Promise<T> => {
  for (let failures = 0; ; ) {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      failures += 1;
      if (!mayPass(error) || failures >= tries) throw error;
      await pause(Math.max((error.retryAfter ?? 0) * 1000, backOffMs(failures)), signal);
    }
  }
};
