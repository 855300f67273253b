import type { CallOptions, Client, Input, MediaSummary } from './client-types.ts';

type Query = NonNullable<Input<'listMedias'>['query']>;

/** Every media that the query finds, page by page as they are taken: `for await (const media of listMedias(client))`. */
export async function* listMedias(
  client: Client,
  query: Query = {},
  options: CallOptions = {},
): AsyncGenerator<MediaSummary, void, undefined> {
  for (let cursor = query.cursor; ; ) {
    const page = await client.listMedias({ query: { ...query, ...(cursor !== undefined && { cursor }) } }, options);
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
  }
}
