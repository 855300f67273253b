import { askForKey, currentKey } from './sign-in.js';

/**
 * @typedef {import('../../shared/api/schemas/media.ts').MediaSummary} MediaSummary
 * @typedef {import('../../shared/api/schemas/media.ts').CreatedMedia} CreatedMedia
 * @typedef {import('../../shared/api/schemas/upload.ts').SignedParts} SignedParts
 * @typedef {import('../../shared/api/schemas/event.ts').EventPage} EventPage
 * @typedef {import('../../shared/api/schemas/playback.ts').PlaybackToken} PlaybackToken
 * @typedef {{ items: MediaSummary[], nextCursor?: string }} MediaPage
 * @typedef {{ method?: string, body?: object, signal?: AbortSignal, key?: string }} Call
 */

/** Why a call failed, in a sentence that can be shown. */
export class CallError extends Error {
  /** @override */
  name = 'CallError';

  /** @param {string} message @param {number} [status] of the answer, if there was one */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Not `crypto.randomUUID`: pages served over plain HTTP from another machine do not have it. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-');

/**
 * @template Answer
 * @param {string} path
 * @param {Call} call
 * @returns {Promise<Answer>}
 */
const call = async (path, { method = 'GET', body, signal, key } = {}) => {
  const apiKey = currentKey();
  const response = await fetch(path, {
    method,
    headers: {
      ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': key }),
    },
    body: body ? JSON.stringify(body) : null,
    signal: signal ?? null,
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new CallError('The service cannot be reached. Is it running?');
  });
  const answer = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.status === 401) {
    await askForKey(answer?.detail ?? '');
    return call(path, { method, ...(body && { body }), ...(signal && { signal }), ...(key && { key }) });
  }
  if (!response.ok) throw new CallError(answer?.detail ?? `The service answered ${response.status}.`, response.status);
  return answer;
};

/**
 * @param {{ limit: number, cursor?: string | undefined }} page
 * @returns {Promise<MediaPage>}
 */
export const listMedias = ({ limit, cursor }) =>
  call(`/v1/medias?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);

/**
 * @param {object} body
 * @param {AbortSignal} signal
 * @returns {Promise<CreatedMedia>}
 */
export const createMedia = (body, signal) => call('/v1/medias', { method: 'POST', body, signal, key: newKey() });

/**
 * One that is gone already is fine.
 *
 * @param {string} id
 * @returns {Promise<void>}
 */
export const deleteMedia = async (id) => {
  try {
    await call(`/v1/medias/${id}`, { method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof CallError && error.status === 404)) throw error;
  }
};

/**
 * @param {string} id
 * @param {number[]} partNumbers
 * @param {AbortSignal} signal
 * @returns {Promise<SignedParts>}
 */
export const signParts = (id, partNumbers, signal) =>
  call(`/v1/medias/${id}/upload/parts`, { method: 'POST', body: { partNumbers }, signal });

/**
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<unknown>}
 */
export const completeUpload = (id, signal) =>
  call(`/v1/medias/${id}/upload/complete`, { method: 'POST', body: {}, signal });

/**
 * @param {string} id
 * @returns {Promise<void>}
 */
export const abortUpload = (id) => call(`/v1/medias/${id}/upload`, { method: 'DELETE' });

/**
 * @param {string} id
 * @returns {Promise<PlaybackToken>}
 */
export const createPlaybackToken = (id) => call(`/v1/medias/${id}/playback-tokens`, { method: 'POST', body: {} });

/**
 * Every event there is.
 *
 * @param {string} id
 * @returns {Promise<EventPage['items']>}
 */
export const listEvents = async (id) => {
  const items = [];
  for (let after = 0; ; ) {
    /** @type {EventPage} */
    const page = await call(`/v1/medias/${id}/events?after=${after}`);
    items.push(...page.items);
    if (page.nextAfter === undefined) return items;
    after = page.nextAfter;
  }
};
