import type { CallOptions, Client, MediaEvent } from './client-types.ts';
import { pause } from './pause.ts';

export interface EventOptions extends CallOptions {
  /** Only those with a larger `seq`. @default 0 */
  readonly after?: number | undefined;
  /** Go on with those that are yet to come, until the media is deleted or the signal says so. @default false */
  readonly follow?: boolean | undefined;
}

const WAIT_SECONDS = 20;
/** A service that stops answers at once; it need not be asked again at once. */
const EMPTY_PAUSE_MS = 1000;
const DELETED = 'media.deleted';

/** The events of a media in order: those there are, or with `follow` each as it comes. */
export async function* listEvents(
  client: Client,
  mediaId: string,
  { after = 0, follow = false, signal }: EventOptions = {},
): AsyncGenerator<MediaEvent, void, undefined> {
  for (let last = after; ; ) {
    const asked = Date.now();
    const query = { after: last, ...(follow && { wait: WAIT_SECONDS }) };
    const { items, nextAfter } = await client.listEvents({ path: { id: mediaId }, query }, { signal });
    yield* items;
    last = items.at(-1)?.seq ?? last;
    const isOver = follow ? items.at(-1)?.type === DELETED : nextAfter === undefined;
    if (isOver) return;
    if (items.length === 0 && Date.now() - asked < EMPTY_PAUSE_MS) {
      // Nothing, and at once: perhaps it is gone.
      if (!(await isThere(client, mediaId, signal))) return;
      await pause(EMPTY_PAUSE_MS, signal);
    }
  }
}

const isThere = async (client: Client, id: string, signal: AbortSignal | undefined): Promise<boolean> => {
  const { items } = await client.listEvents({ path: { id } }, { signal });
  return items.at(-1)?.type !== DELETED;
};
