import type { HttpAnswer } from '../../runtime/http-stack.ts';

/** Until the client asks again, in milliseconds. */
const RETRY_MS = 500;

interface StreamedEvent {
  readonly id: number;
  readonly type: string;
}

/**
 * Server-sent events, of those that there are now. An answer ends with them, as it does where a host can hold no connection for long;
 * `EventSource` asks again after `retry`, with the last id, which is also told when there was no event.
 */
export const renderEventStream = (events: readonly StreamedEvent[], lastId: number): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
  body: [
    `retry: ${RETRY_MS}\n\n`,
    ...events.map(({ id, ...event }) => `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    ...(events.at(-1)?.id === lastId ? [] : [`id: ${lastId}\n\n`]),
  ].join(''),
});
