import type { IncomingMessage } from 'node:http';
import type { S3Answer } from './operation.ts';
import { S3Error } from './s3-error.ts';

/** What scripts may read of an answer: an uploader needs ETag, a player the ranges. */
const EXPOSED = [
  ...['Accept-Ranges', 'Content-Encoding', 'Content-Length', 'Content-Range', 'Date', 'ETag', 'Last-Modified'],
  ...['x-amz-checksum-crc32', 'x-amz-checksum-crc32c', 'x-amz-checksum-crc64nvme', 'x-amz-checksum-sha1'],
  ...['x-amz-checksum-sha256', 'x-amz-checksum-type', 'x-amz-request-id'],
].join(', ');

const METHODS = 'GET, HEAD, PUT, POST, DELETE';
const MAX_AGE_SECONDS = '3600';

/** Origins may hold one `*`, as in S3's CORS rules. */
const allows = (allowed: string, origin: string): boolean => {
  const [before = '', after] = allowed.split('*', 2);
  if (after === undefined) return allowed === origin;
  return origin.length >= before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
};

/** The CORS headers of every answer to a request with an allowed Origin; none for other requests. */
export const corsHeaders = (message: IncomingMessage, origins: readonly string[]): Record<string, string> => {
  const { origin } = message.headers;
  if (origin === undefined) return {};
  const varies = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';
  const rule = origins.find((allowed) => allows(allowed, origin));
  if (rule === undefined) return { vary: varies };
  return {
    'access-control-allow-origin': rule === '*' ? '*' : origin,
    'access-control-allow-methods': METHODS,
    'access-control-expose-headers': EXPOSED,
    vary: varies,
  };
};

/** Answers a preflight, which carries no signature. @throws S3Error InvalidRequest, AccessForbidden. */
export const answerPreflight = (message: IncomingMessage, origins: readonly string[]): S3Answer => {
  const { origin, 'access-control-request-method': method } = message.headers;
  if (origin === undefined || method === undefined) {
    throw new S3Error('InvalidRequest', 'Insufficient information. Origin request header needed.');
  }
  const isAllowed = origins.some((allowed) => allows(allowed, origin)) && METHODS.split(', ').includes(method);
  if (!isAllowed) throw new S3Error('AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  const wanted = message.headers['access-control-request-headers'];
  return {
    status: 200,
    headers: {
      ...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
      'access-control-max-age': MAX_AGE_SECONDS,
      'content-length': '0',
    },
  };
};
