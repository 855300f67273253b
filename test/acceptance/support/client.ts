import type { CreatedMedia, Media } from '../../../shared/api/schemas/media.ts';
import { readContract } from './contract.ts';

export interface Reply<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

interface Message {
  readonly json?: unknown;
  /** Sent as it is, instead of `json`. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export type Call = <Body = ProblemBody>(method: string, path: string, message?: Message) => Promise<Reply<Body>>;

/** `fetch`, of a service whose every answer is held to the contract that it gives out. */
export const createCheckedFetch = async (url: string): Promise<typeof fetch> => {
  const check = await readContract(url);
  // The contract's paths begin where the service does.
  const base = new URL(url).pathname.replace(/\/$/, '');
  return async (input, init) => {
    const response = await fetch(input, init);
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const address = new URL(input instanceof Request ? input.url : input);
    // Other addresses than the API's are the store's and the CDN's, which the contract does not describe.
    const isApi = address.href.startsWith(url) && !address.searchParams.has('X-Amz-Signature');
    if (!isApi || method === 'HEAD' || method === 'OPTIONS') return response;
    const copy = response.clone();
    check({
      method,
      path: address.pathname.slice(base.length),
      status: response.status,
      headers: response.headers,
      body: await readBody(copy),
    });
    return response;
  };
};

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  return /json/.test(response.headers.get('content-type') ?? '') && text ? JSON.parse(text) : text || undefined;
};

/** Calls the service as it is told to, also wrongly. */
export const createCall =
  (url: string, send: typeof fetch): Call =>
  async <Body>(method: string, path: string, { json, raw, headers }: Message = {}): Promise<Reply<Body>> => {
    const body = raw ?? (json === undefined ? null : JSON.stringify(json));
    const response = await send(`${url}${path}`, {
      method,
      body,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    return { status: response.status, headers: response.headers, body: (await readBody(response)) as Body };
  };

/** Calls the service, and holds every answer to the contract. */
export const createClient = async (url: string): Promise<Call> => createCall(url, await createCheckedFetch(url));

export const createMedia = async (call: Call, fields: object = {}): Promise<CreatedMedia> =>
  (await call<CreatedMedia>('POST', '/v1/medias', { json: { title: 'A test', ...fields } })).body;

/** Follows a media until it is as wanted; fails with what it last was. */
export const followMedia = async (
  call: Call,
  id: string,
  isWanted: (media: Media) => boolean,
  withinMs = 120_000,
): Promise<Media> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { body } = await call<Media>('GET', `/v1/medias/${id}`);
    if (isWanted(body)) return body;
    if (performance.now() > deadline) throw new Error(`The media is still ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
