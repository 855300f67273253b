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

/** Calls the service, and holds every answer to the contract. */
export const createClient = async (url: string): Promise<Call> => {
  const check = await readContract(url);
  return async <Body>(method: string, path: string, { json, raw, headers }: Message = {}): Promise<Reply<Body>> => {
    const body = raw ?? (json === undefined ? null : JSON.stringify(json));
    const response = await fetch(`${url}${path}`, {
      method,
      body,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    const parsed = /json/.test(contentType) && text ? JSON.parse(text) : text || undefined;
    const [pathname = ''] = path.split('?');
    if (method !== 'HEAD' && method !== 'OPTIONS')
      check({ method, path: pathname, status: response.status, contentType, body: parsed });
    return { status: response.status, headers: response.headers, body: parsed as Body };
  };
};

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
