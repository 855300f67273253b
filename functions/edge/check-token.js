import cf from 'cloudfront';
// biome-ignore lint/style/useNodejsImportProtocol: CloudFront knows it by this name only.
import crypto from 'crypto';

/**
 * The gate of playback: a CloudFront Function for viewer requests (runtime cloudfront-js-2.0, at most 10 KB). It takes
 * `/<token>/<media id>/<name>`, checks the token (shared/media/playback-token.ts says what it is) and takes it off, so
 * that all viewers share what one of them has fetched. The key-value store holds
 *
 *   key.<key id>                     a secret that signs tokens
 *   revoked.<media id>               the lowest generation of tokens that still opens it, in base 36; "*": none does
 *   revoked.<media id>.<token id>    this token opens nothing any more
 *
 * The runtime is ECMAScript 5.1 with const, let, templates, arrows, async and await: no destructuring, no spread, no
 * short properties, no `for of`, no `?.`. If this fails, nothing is served: there is no object under a path with a token.
 */
const keyValues = cf.kvs();

const METHODS = 'GET, HEAD, OPTIONS';
/** Names of our objects need no escapes, so whatever has one is not ours; neither is what begins with a dot. */
const PATH = /^\/([^/]+)\/(med_[0-9a-hjkmnp-tv-z]{25})((?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+)$/;
const TOKEN = /^([0-9a-z]{1,8})((?:\.[a-z][0-9A-Za-z_-]+)*)\.([0-9A-Za-z_-]{22})$/;
const PAGE = /^https?:\/\/([a-z0-9.-]+)(:[0-9]+)?(\/|$)/;

const UNKNOWN = 'This address is not valid. Ask the service for one.';
const EXPIRED = 'This address has expired. Ask the service for a new one.';
const REVOKED = 'This address has been revoked.';
const OTHER_IP = 'This address is not for your network.';
const OTHER_PAGE = 'This address is not for the page that asks for it.';
const OTHER_COUNTRY = 'This address is not for your country.';
const NO_COUNTRY = 'This address is for some countries only, and it is not known here which one is yours.';

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
  const fault = await findFault(event, path[1], path[2]);
  if (fault !== '') return refuse(403, fault);
  request.uri = `/${path[2]}${path[3]}`;
  return request;
}

/**
 * Why the token does not open the media to this viewer; empty if it does.
 *
 * @param {ViewerRequestEvent} event
 * @param {string} token
 * @param {string} mediaId
 */
async function findFault(event, token, mediaId) {
  const parts = match(TOKEN, token);
  if (parts === null) return UNKNOWN;
  const secret = await readSecret(parts[1]);
  if (secret === '') return UNKNOWN;
  const mac = crypto.createHmac('sha256', secret).update(`${parts[1]}${parts[2]}/${mediaId}`).digest('base64url');
  if (!isEqual(mac.slice(0, parts[3].length), parts[3])) return UNKNOWN;
  // From here on it is a token that we gave out.
  const claims = parts[2].split('.');
  let generation = '0';
  let tokenId = '';
  for (let i = 1; i < claims.length; i++) {
    const claim = String(claims[i]);
    const fault = findClaimFault(event, claim);
    if (fault !== '') return fault;
    if (claim.charAt(0) === 'g') generation = claim.slice(1);
    if (claim.charAt(0) === 't') tokenId = claim.slice(1);
  }
  return (await isRevoked(mediaId, generation, tokenId)) ? REVOKED : '';
}

/**
 * @param {ViewerRequestEvent} event
 * @param {string} claim
 */
function findClaimFault(event, claim) {
  const value = claim.slice(1);
  switch (claim.charAt(0)) {
    case 'e':
      return Date.now() < parseInt(value, 36) * 1000 ? '' : EXPIRED;
    case 'i':
      return isInNetwork(event.viewer.ip, value) ? '' : OTHER_IP;
    case 'h':
      return isFromHost(readHeader(event, 'referer') || readHeader(event, 'origin'), value) ? '' : OTHER_PAGE;
    case 'c': {
      const country = readHeader(event, 'cloudfront-viewer-country');
      if (country === '') return NO_COUNTRY;
      return isListed(country, value.match(/../g)) ? '' : OTHER_COUNTRY;
    }
    case 'g':
    case 't':
      return '';
    default:
      // A limit that came after this function was deployed.
      return UNKNOWN;
  }
}

/**
 * @param {string} mediaId
 * @param {string} generation
 * @param {string} tokenId
 */
async function isRevoked(mediaId, generation, tokenId) {
  const key = `revoked.${mediaId}`;
  if (tokenId !== '' && (await keyValues.exists(`${key}.${tokenId}`))) return true;
  if (!(await keyValues.exists(key))) return false;
  // What is no number is higher than all of them.
  return !(parseInt(generation, 36) >= parseInt(await keyValues.get(key), 36));
}

/**
 * @param {ViewerRequestEvent} event
 * @param {string} name
 */
function readHeader(event, name) {
  const header = event.request.headers[name];
  return header ? header.value : '';
}

/**
 * @param {string} country
 * @param {string[] | null} countries
 */
function isListed(country, countries) {
  return countries !== null && countries.indexOf(country) !== -1;
}

/**
 * @param {string} ip
 * @param {string} network 4 or 6, the first hexadecimal digits of its addresses, "-", and how many bits of them count
 */
function isInNetwork(ip, network) {
  const digits = toDigits(ip);
  if ((digits.length === 8 ? '4' : '6') !== network.charAt(0)) return false;
  const parts = network.slice(1).split('-');
  const bits = Number(parts[1]);
  const whole = Math.floor(bits / 4);
  const prefix = String(parts[0]);
  if (digits.slice(0, whole) !== prefix.slice(0, whole)) return false;
  const rest = 4 - (bits % 4);
  return rest === 4 || parseInt(digits.charAt(whole), 16) >> rest === parseInt(prefix.charAt(whole), 16) >> rest;
}

/**
 * The address in hexadecimal digits: 8 of IPv4, also where it is written as IPv6, 32 of IPv6.
 *
 * @param {string} ip
 */
function toDigits(ip) {
  const colon = ip.lastIndexOf(':');
  if (ip.indexOf('.') !== -1)
    return ip
      .slice(colon + 1)
      .split('.')
      .map((part) => hex(Number(part), 2))
      .join('');
  const halves = ip.split('::');
  const head = toGroups(String(halves[0]));
  if (halves.length === 1) return head;
  const tail = toGroups(String(halves[1]));
  return head + '0'.repeat(Math.max(0, 32 - head.length - tail.length)) + tail;
}

/** @param {string} text */
function toGroups(text) {
  return text === ''
    ? ''
    : text
        .split(':')
        .map((part) => hex(parseInt(part, 16), 4))
        .join('');
}

/**
 * @param {number} value
 * @param {number} digits
 */
function hex(value, digits) {
  const text = value.toString(16);
  return '0'.repeat(Math.max(0, digits - text.length)) + text;
}

/**
 * @param {string} page
 * @param {string} hosts "Z" between them, "_" for each dot; one that begins with it stands for all names below it
 */
function isFromHost(page, hosts) {
  const found = match(PAGE, page.toLowerCase());
  if (found === null) return false;
  const host = found[1];
  return hosts
    .replace(/_/g, '.')
    .split('Z')
    .some((wanted) => (wanted.charAt(0) === '.' ? host.endsWith(wanted) : host === wanted));
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
