import createFetchClient from 'openapi-fetch';
import type { Answer, CallOptions, Client, OperationId } from './client-types.ts';
import { OPERATIONS } from './generated/operations.ts';
import { newKey } from './new-key.ts';
import { sendRequest } from './send-request.ts';

export interface ClientOptions {
  /** Where the service is, such as `https://media.example.com`. On a page of the service itself: ''. */
  readonly baseUrl: string;
  /** `gk_…`, or the token of one upload (`gu_…`): sent as a bearer token. */
  readonly apiKey?: string | undefined;
  /** Another `fetch` than the platform's. */
  readonly fetch?: typeof fetch | undefined;
  /** How often a request is repeated, at most. @default 4 */
  readonly retries?: number | undefined;
  /** Whoever is asked to wait for longer gets the error instead. @default 30 */
  readonly maxRetryAfterSeconds?: number | undefined;
}

interface AnyInput {
  readonly path?: object;
  readonly query?: object;
  readonly header?: object;
  readonly body?: unknown;
}

const READ_AS = { json: 'json', text: 'text', stream: 'stream' } as const;

/** A client of the API, typed by its contract; for browsers, Node.js 20 and newer, and whatever else has `fetch`. */
export const createClient = ({
  baseUrl,
  apiKey,
  fetch: own,
  retries = 4,
  maxRetryAfterSeconds = 30,
}: ClientOptions): Client => {
  const send = own ?? ((...request: Parameters<typeof fetch>) => globalThis.fetch(...request));
  const transport = createFetchClient<Record<string, never>>({
    baseUrl: baseUrl.replace(/\/$/, ''),
    fetch: (request) => sendRequest(send, request, { retries, maxRetryAfterSeconds }),
    ...(apiKey && { headers: { authorization: `Bearer ${apiKey}` } }),
  });

  const request = async (id: OperationId, input: AnyInput = {}, { signal }: CallOptions = {}) => {
    const operation: { method: string; path: string; contentType?: string; answer: keyof typeof READ_AS } =
      OPERATIONS[id];
    const { path, query, header, body } = input;
    const { data, response } = await transport.request(
      operation.method.toLowerCase() as never,
      operation.path as never,
      {
        params: { path, query, header },
        parseAs: READ_AS[operation.answer],
        headers: {
          ...(body !== undefined && operation.contentType && { 'content-type': operation.contentType }),
          ...(operation.method === 'POST' && { 'idempotency-key': newKey() }),
          ...header,
        },
        ...(body === undefined ? {} : { body }),
        ...(signal && { signal }),
      } as never,
    );
    return { data, status: response.status, headers: response.headers } satisfies Answer<unknown>;
  };

  const methods = Object.fromEntries(
    Object.keys(OPERATIONS).map((id) => [
      id,
      async (...input: [AnyInput?, CallOptions?]) => (await request(id as OperationId, ...input)).data,
    ]),
  );
  return { ...methods, request, fetch: send, isPlatformFetch: own === undefined } as unknown as Client;
};
