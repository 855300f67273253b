import * as z from 'zod';
import { requireScopes } from '../../shared/access/authorize.ts';
import { readFeedPage } from '../../shared/api/events/read-feed.ts';
import { readLastEventId } from '../../shared/api/events/read-last-event-id.ts';
import { renderEventStream } from '../../shared/api/events/render-event-stream.ts';
import { readEvents } from '../../shared/api/medias/read-events.ts';
import { jsonAnswer } from '../../shared/api/requests/json-answer.ts';
import { type Route, route } from '../../shared/api/requests/route.ts';
import { MediaParams } from '../../shared/api/schemas/common.ts';
import { MAX_WAIT_SECONDS } from '../../shared/api/schemas/event.ts';
import { EVENT_STREAM_EXAMPLE, FEED_PAGE_EXAMPLE } from '../../shared/api/schemas/event-examples.ts';
import { FeedPage, FeedQuery, StreamQuery } from '../../shared/api/schemas/feed.ts';

const MAX_EVENTS = 100;
const STREAM = {
  '200': {
    description: 'Events, as `EventSource` reads them.',
    schema: z.string(),
    contentType: 'text/event-stream',
    example: EVENT_STREAM_EXAMPLE,
  },
};

/** What happened, to all medias or live. */
export const eventRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/events',
    operationId: 'listFeed',
    access: { action: 'read', on: 'medias' },
    summary: 'List what happened to all medias, in one order',
    description:
      'Ask again and again with the last `nextAfter` as `after`, and with `wait` to be told at once: nothing is missed and nothing comes twice. Of a media that was deleted the event `media.deleted` stays; with a key that is limited to some medias it is not seen.',
    query: FeedQuery,
    answers: { '200': { description: 'A page of events.', schema: FeedPage, example: FEED_PAGE_EXAMPLE } },
    run: async (deps, { query, caller }) =>
      jsonAnswer(200, await readFeedPage(deps, query, requireScopes(caller, 'read'))),
  }),
  route({
    method: 'GET',
    path: '/v1/events/stream',
    operationId: 'streamFeed',
    access: { action: 'read', on: 'medias' },
    summary: 'Follow what happens to all medias, by server-sent events',
    description:
      'Begins with what is still to come, unless `after` or `Last-Event-ID` says otherwise. An answer ends with the events that there are, or after 20 seconds; `EventSource` goes on by itself.',
    query: StreamQuery,
    answers: STREAM,
    run: async (deps, { query, caller, lastEventId }) => {
      const after = readLastEventId(lastEventId) ?? query.after ?? 'latest';
      const scopes = requireScopes(caller, 'read');
      const page = await readFeedPage(deps, { ...query, after, limit: MAX_EVENTS, wait: MAX_WAIT_SECONDS }, scopes);
      return renderEventStream(
        page.items.map((event) => ({ id: event.position, ...event })),
        page.nextAfter,
      );
    },
  }),
  route({
    method: 'GET',
    path: '/v1/medias/{id}/events/stream',
    operationId: 'streamEvents',
    access: { action: 'read', on: 'media' },
    summary: 'Follow what happens to a media, by server-sent events, from its first event on',
    description:
      'An answer ends with the events that there are after `Last-Event-ID`, or after 20 seconds; `EventSource` goes on by itself.',
    params: MediaParams,
    problems: ['invalid_request'],
    answers: STREAM,
    run: async (deps, { params, lastEventId }) => {
      const after = readLastEventId(lastEventId) ?? 0;
      const { items } = await readEvents(deps, params.id, { after, limit: MAX_EVENTS, wait: MAX_WAIT_SECONDS });
      return renderEventStream(
        items.map((event) => ({ id: event.seq, ...event })),
        items.at(-1)?.seq ?? after,
      );
    },
  }),
];
