import { expect, test } from 'vitest';
import type { FeedPage } from '../../shared/api/schemas/feed.ts';
import { createMedia } from './support/client.ts';
import { useService } from './support/use-service.ts';

const call = useService();

/** Reads one answer of a stream as `EventSource` does. */
const readStream = (text: string) => {
  const blocks = text.split('\n\n').filter(Boolean);
  const field = (block: string, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  return {
    lastId: blocks.map((block) => field(block, 'id')).findLast((id) => id !== undefined),
    retryMs: Number(field(blocks[0] ?? '', 'retry')),
    events: blocks.flatMap((block) => {
      const data = field(block, 'data');
      return data === undefined ? [] : [{ type: field(block, 'event'), data: JSON.parse(data) }];
    }),
  };
};

test('the feed has what happened to all medias, and goes on where one left off', async () => {
  const { nextAfter } = (await call<FeedPage>('GET', '/v1/events?after=latest')).body;
  const [one, two] = [await createMedia(call), await createMedia(call)];
  const page = await call<FeedPage>('GET', `/v1/events?after=${nextAfter}&type=media.*`);
  const ours = page.body.items.filter(({ mediaId }) => [one.id, two.id].includes(mediaId));
  expect(ours.map(({ mediaId, type }) => [mediaId, type])).toEqual([
    [one.id, 'media.created'],
    [two.id, 'media.created'],
  ]);
  const waiting = call<FeedPage>('GET', `/v1/events?after=${page.body.nextAfter}&type=media.deleted&wait=20`);
  await call('DELETE', `/v1/medias/${one.id}`);
  expect((await waiting).body.items).toMatchObject([{ mediaId: one.id, type: 'media.deleted' }]);
  for (const query of ['after=-1', 'after=x', 'type=Media', 'type=*', 'wait=21', 'limit=0', 'other=1']) {
    expect((await call('GET', `/v1/events?${query}`)).body.code, query).toBe('invalid_request');
  }
});

test('streams tell what happens, and where to go on', async () => {
  const live = call<string>('GET', '/v1/events/stream');
  const begun = (async () => {
    for (;;) {
      const media = await createMedia(call);
      const answered = await Promise.race([live, new Promise((resolve) => setTimeout(resolve, 1000))]);
      if (answered) return media;
    }
  })();
  const first = readStream((await live).body);
  const media = await begun;
  expect(first.retryMs).toBe(500);
  expect(first.events[0]).toMatchObject({ type: 'media.created', data: { type: 'media.created' } });
  expect(first.lastId).toBe(`${first.events.at(-1)?.data.position}`);

  const path = `/v1/medias/${media.id}/events/stream`;
  const own = readStream((await call<string>('GET', path)).body);
  expect(own).toMatchObject({ lastId: '1', events: [{ type: 'media.created', data: { seq: 1 } }] });
  const more = call<string>('GET', path, { headers: { 'last-event-id': own.lastId ?? '' } });
  await call('PATCH', `/v1/medias/${media.id}`, { json: { title: 'Another' } });
  expect(readStream((await more).body).events).toMatchObject([{ type: 'media.updated', data: { seq: 2 } }]);
  expect((await call('GET', path, { headers: { 'last-event-id': 'x' } })).body.code).toBe('invalid_request');
});
