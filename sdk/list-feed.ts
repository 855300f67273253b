import type { CallOptions, Client, Input, Schemas } from './client-types.ts';

type Query = Omit<NonNullable<Input<'listFeed'>['query']>, 'wait'>;

export interface FeedOptions extends CallOptions {
  /** Go on with those that are yet to come, until the signal says so. @default false */
  readonly follow?: boolean | undefined;
}

const WAIT_SECONDS = 20;

/**
 * The events of all medias in their order: those there are, or with `follow` each as it comes. Keep the `position` of the last one
 * to go on after it another time.
 */
export async function* listFeed(
  client: Client,
  query: Query = {},
  { follow = false, signal }: FeedOptions = {},
): AsyncGenerator<Schemas['FeedEvent'], void, undefined> {
  for (let after = query.after; ; ) {
    const position = after === undefined ? {} : { after };
    const asked = { ...query, ...position, ...(follow && { wait: WAIT_SECONDS }) };
    const { items, nextAfter } = await client.listFeed({ query: asked }, { signal });
    yield* items;
    // It moves on past events that others see, too: the end is where it stays.
    if (!follow && items.length === 0 && `${nextAfter}` === after) return;
    after = `${nextAfter}`;
  }
}
