import { EXAMPLE_MEDIA_ID } from './common.ts';
import type { FeedEvent, FeedPage } from './feed.ts';

/** Shown in the contract; a test holds them to the schemas. */
const EVENT: FeedEvent = {
  position: 1200,
  mediaId: EXAMPLE_MEDIA_ID,
  seq: 1,
  at: '2026-01-31T12:00:00.000Z',
  level: 'Normal',
  type: 'media.created',
  message: 'The media was created and waits for its file.',
  data: { title: 'Keynote 2026' },
};

export const FEED_PAGE_EXAMPLE: FeedPage = { items: [EVENT], nextAfter: 1200 };

export const EVENT_STREAM_EXAMPLE = `retry: 500\n\nid: 1200\nevent: media.created\ndata: ${JSON.stringify(EVENT)}\n\n`;
