import { setTimeout as sleep } from 'node:timers/promises';

/** A client as the documentation wants it: what could not be done now is sent again, the same way, a little later. */
export interface Client {
  /** Answers below 500 that say something about the request; `expected` ones come back, others are an error. */
  readonly call: <Body>(method: string, path: string, options?: CallOptions) => Promise<Reply<Body>>;
  /** Sends bytes to a signed address. */
  readonly put: (url: string, bytes: Uint8Array<ArrayBuffer>, headers?: Record<string, string>) => Promise<Reply<void>>;
}

export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

interface CallOptions {
  readonly json?: unknown;
  readonly idempotencyKey?: string;
  /** Beside those of success. */
  readonly expected?: readonly number[];
}

const PAUSE_MS = 300;
const CALL_MS = 40_000;

export const createClient = (url: string, signal: AbortSignal): Client => {
  const once = async (address: string, init: RequestInit): Promise<Reply<string> | undefined> => {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]);
      const response = await fetch(address, { ...init, signal: limit });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  };

  const untilAnswered = async (address: string, init: RequestInit): Promise<Reply<string>> => {
    for (;;) {
      const reply = await once(address, init);
      if (reply && !isNotNow(reply)) return reply;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  };

  return {
    call: async <Body>(method: string, path: string, { json, idempotencyKey, expected = [] }: CallOptions = {}) => {
      const reply = await untilAnswered(`${url}${path}`, {
        method,
        headers: {
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      if (reply.status >= 300 && !expected.includes(reply.status))
        throw new Error(`${method} ${path} was answered with ${reply.status}: ${reply.body}`);
      const isJson = /json/.test(reply.headers.get('content-type') ?? '');
      return { ...reply, body: (isJson && reply.body ? JSON.parse(reply.body) : reply.body) as Body };
    },
    put: async (address, bytes, headers = {}) => {
      const reply = await untilAnswered(address, { method: 'PUT', body: bytes, headers });
      return { ...reply, body: undefined };
    },
  };
};

/** The service or its store is down, or another request with the same key is under way. */
const isNotNow = ({ status, body }: Reply<string>): boolean =>
  status >= 500 || status === 429 || (status === 409 && body.includes('request_in_progress'));
