import cf from 'cloudfront';
// biome-ignore lint/style/useNodejsImportProtocol: CloudFront knows it by this name only.
import crypto from 'crypto';

/**
 * The gate of playback: a CloudFront Function for viewer requests (runtime cloudfront-js-2.0, at most 10 KB). It takes
 * `/<token>/<media id>/<name>`, checks the token (shared/media/playback-token.ts says what it is) and takes it off, so
 * that all viewers share what one of them has fetched. The key-value store holds
 *
 *   key.<key id>          a secret that signs tokens
 *   revoked.<media id>    no token opens this media any more
 *   revoked.<token id>    this token opens nothing any more
 *
 * The runtime is ECMAScript 5.1 with const, let, templates, arrows, async and await: no destructuring, no spread, no
 * short properties, no `for of`, no `?.`. If this fails, nothing is served: there is no object under a path with a token.
 */
const keyValues = cf.kvs();

const METHODS = 'GET, HEAD, OPTIONS';
/** Names of our objects need no escapes, so whatever has one is not ours; neither is what begins with a dot. */
const PATH = /^\/([^/]+)\/(med_[0-9a-hjkmnp-tv-z]{25})((?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+)$/;
const TOKEN = /^([0-9a-z]{1,8})((?:\.[a-z][0-9A-Za-z_-]+)*)\.([0-9A-Za-z_-]{22})$/;

const UNKNOWN = 'This address is not valid. Ask the service for one.';
const EXPIRED = 'This address has expired. Ask the service for a new one.';
const REVOKED = 'This address has been revoked.';

/**
 * @typedef {import('cloudfront').ViewerRequestEvent} ViewerRequestEvent
 * @typedef {import('cloudfront').ViewerRequest} ViewerRequest
 * @typedef {import('cloudfront').EdgeAnswer} EdgeAnswer
 */

/**
 * Goes on with the request, or answers it.
 *
 * @param {ViewerRequestEvent} event
 * @returns {Promise<ViewerRequest | EdgeAnswer>}
 */
// @ts-expect-error CloudFront calls it by its name; its modules export nothing.
// biome-ignore lint/correctness/noUnusedVariables: the same.
async function handler(event) {
  const request = event.request;
  if (request.method === 'OPTIONS') return allowEveryPage();
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, `Only ${METHODS}.`);
  const path = match(PATH, request.uri);
  if (path === null) return refuse(404, 'There is nothing at this address.');
  const fault = await findFault(path[1], path[2]);
  if (fault !== '') return refuse(403, fault);
  request.uri = `/${path[2]}${path[3]}`;
  return request;
}

/**
 * Why the token does not open the media; empty if it does.
 *
 * @param {string} token
 * @param {string} mediaId
 */
async function findFault(token, mediaId) {
  const parts = match(TOKEN, token);
  if (parts === null) return UNKNOWN;
  const secret = await readSecret(parts[1]);
  if (secret === '') return UNKNOWN;
  const mac = crypto.createHmac('sha256', secret).update(`${parts[1]}${parts[2]}/${mediaId}`).digest('base64url');
  if (!isEqual(mac.slice(0, parts[3].length), parts[3])) return UNKNOWN;
  // From here on it is a token that we gave out.
  const claims = parts[2].split('.');
  for (let i = 1; i < claims.length; i++) {
    const fault = await findClaimFault(String(claims[i]));
    if (fault !== '') return fault;
  }
  return (await keyValues.exists(`revoked.${mediaId}`)) ? REVOKED : '';
}

/** @param {string} claim */
async function findClaimFault(claim) {
  const value = claim.slice(1);
  switch (claim.charAt(0)) {
    case 'e':
      return Date.now() < parseInt(value, 36) * 1000 ? '' : EXPIRED;
    case 't':
      return (await keyValues.exists(`revoked.${value}`)) ? REVOKED : '';
    default:
      // A limit that came after this function was deployed.
      return UNKNOWN;
  }
}

/**
 * The whole and its three groups.
 *
 * @param {RegExp} pattern
 * @param {string} text
 * @returns {[string, string, string, string] | null}
 */
function match(pattern, text) {
  return /** @type {[string, string, string, string] | null} */ (/** @type {unknown} */ (pattern.exec(text)));
}

/** @param {string} keyId */
async function readSecret(keyId) {
  try {
    return await keyValues.get(`key.${keyId}`);
  } catch (_error) {
    return '';
  }
}

/**
 * In a time that does not tell where they differ.
 *
 * @param {string} a
 * @param {string} b
 */
function isEqual(a, b) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** A preflight is answered alike for every address, so it tells nothing. */
function allowEveryPage() {
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': { value: '*' },
      'access-control-allow-methods': { value: METHODS },
      'access-control-allow-headers': { value: '*, Range, If-None-Match, If-Range' },
      'access-control-max-age': { value: '86400' },
    },
  };
}

/**
 * @param {number} status
 * @param {string} text
 */
function refuse(status, text) {
  return {
    statusCode: status,
    headers: {
      'access-control-allow-origin': { value: '*' },
      allow: { value: METHODS },
      'cache-control': { value: 'no-store' },
      'content-type': { value: 'text/plain; charset=utf-8' },
      'x-content-type-options': { value: 'nosniff' },
    },
    body: { encoding: 'text', data: `${text}\n` },
  };
}
