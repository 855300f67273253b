import { errorOfAnswer, GilfoyleError, unreachable } from './gilfoyle-error.ts';

export interface Put {
  readonly url: string;
  readonly bytes: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of this PUT that are on their way; in browsers while it lasts, elsewhere at its end. */
  readonly onSent: (bytes: number) => void;
}

/** Sends bytes to a signed address. */
export const putBytes = (client: { readonly fetch: typeof fetch; readonly isPlatformFetch: boolean }, put: Put) =>
  client.isPlatformFetch && 'XMLHttpRequest' in globalThis ? putByRequest(put) : putByFetch(client.fetch, put);

const putByFetch = async (send: typeof fetch, { url, bytes, headers, signal, onSent }: Put): Promise<void> => {
  const body = untyped(bytes, headers);
  let response: Response;
  try {
    response = await send(url, { method: 'PUT', body, headers: headers ?? {}, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted || !(error instanceof TypeError)) throw error;
    throw unreachable(error);
  }
  if (!response.ok) throw refused(await errorOfAnswer(response));
  await response.body?.cancel();
  onSent(bytes.size);
};

/** Because `fetch` does not tell how far an upload has come. */
const putByRequest = ({ url, bytes, headers, signal, onSent }: Put): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = async () => {
      const { status } = request;
      if (status < 200 || status >= 300) {
        const retryAfter = request.getResponseHeader('retry-after');
        const answer = new Response(null, {
          status: Math.max(status, 200),
          headers: retryAfter ? { 'retry-after': retryAfter } : {},
        });
        return reject(refused(await errorOfAnswer(answer)));
      }
      onSent(bytes.size);
      resolve();
    };
    request.onerror = () => reject(unreachable(undefined));
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    request.send(untyped(bytes, headers));
  });

/** A blob that names a type of its own would send it, and the signature covers the type. */
const untyped = (bytes: Blob, headers: Put['headers']): Blob =>
  headers?.['content-type'] || !bytes.type ? bytes : new Blob([bytes]);

const refused = ({ status, retryAfter }: GilfoyleError): GilfoyleError =>
  new GilfoyleError({
    code: 'part_refused',
    status,
    detail: `The object store refused the bytes (${status}).`,
    retryAfter,
  });
