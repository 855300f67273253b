import type { CallOptions, Client, Media, MediaEvent } from './client-types.ts';
import { MediaFailedError } from './gilfoyle-error.ts';
import { listEvents } from './list-events.ts';

export interface WaitOptions extends CallOptions {
  /** `playable`: a first segment is there. `ready`: all of it is. @default 'ready' */
  readonly until?: 'playable' | 'ready' | undefined;
  /** Milliseconds; then it throws a `TimeoutError`. @default none */
  readonly timeout?: number | undefined;
  /** Called with each event of the media, from its first. */
  readonly onEvent?: ((event: MediaEvent) => void) | undefined;
}

/** Events that come with a change of what is waited for. */
const MATTERS = /^media\.(?:playable|ready|incomplete|errored|deleted)$/;

/**
 * Follows a media until it can be played, or is ready. Throws a `MediaFailedError` if it ends as `Errored`, and a
 * `GilfoyleError` with the code `media_not_found` if it is deleted meanwhile.
 */
export const waitUntilReady = async (
  client: Client,
  mediaId: string,
  { until = 'ready', signal, timeout, onEvent }: WaitOptions = {},
): Promise<Media> => {
  const signals = [...(signal ? [signal] : []), ...(timeout === undefined ? [] : [AbortSignal.timeout(timeout)])];
  const ending = AbortSignal.any(signals);
  const read = async (): Promise<Media | undefined> => {
    const media = await client.getMedia({ path: { id: mediaId } }, { signal: ending });
    if (media.error) throw new MediaFailedError(mediaId, media.error);
    return media.status === 'Ready' || (until === 'playable' && media.playable) ? media : undefined;
  };
  const first = onEvent ? undefined : await read();
  if (first) return first;
  for await (const event of listEvents(client, mediaId, { follow: true, signal: ending })) {
    onEvent?.(event);
    if (!MATTERS.test(event.type)) continue;
    const media = await read();
    if (media) return media;
  }
  // Its events have ended: it was deleted, and reading it says so.
  await read();
  throw new Error(`The events of media ${mediaId} ended before it was ${until}`);
};
