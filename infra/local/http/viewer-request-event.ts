import type { IncomingMessage } from 'node:http';
import type { ViewerRequestEvent } from 'cloudfront';

const COUNTRY = 'cloudfront-viewer-country';

/**
 * A request as CloudFront hands it to the edge function. The country is CloudFront's to say: what a viewer claims of it is dropped, and
 * it is known only if a proxy before us says it.
 */
export const viewerRequestEvent = (
  { method = 'GET', headersDistinct, socket }: IncomingMessage,
  uri: string,
  countryHeader: string | undefined,
): ViewerRequestEvent => {
  const headers: Record<string, { value: string }> = {};
  for (const [name, values = []] of Object.entries(headersDistinct)) headers[name] = { value: values.join(',') };
  const country = countryHeader === undefined ? undefined : headers[countryHeader]?.value;
  delete headers[COUNTRY];
  if (country !== undefined) headers[COUNTRY] = { value: country.toUpperCase() };
  return { request: { method, uri, headers }, viewer: { ip: socket.remoteAddress ?? '' } };
};
