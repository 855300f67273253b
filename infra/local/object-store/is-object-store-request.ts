import type { IncomingMessage } from 'node:http';

/**
 * Whether a request on a shared port is for the object store: it carries an AWS signature, or its path begins with the
 * name of a bucket.
 */
export const isObjectStoreRequest = (request: IncomingMessage, buckets: readonly string[]): boolean => {
  if (request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) return true;
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  if (/(?:^|&)X-Amz-(?:Signature|Algorithm)=/i.test(query)) return true;
  return buckets.includes(path.split('/', 2)[1] ?? '');
};
