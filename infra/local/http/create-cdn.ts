import type { RequestListener } from 'node:http';
import type { MediaSource } from './fetch-media-object.ts';
import { loadEdgeFunction, type ReadKeyValues } from './load-edge-function.ts';
import { serveMedia } from './serve-media.ts';

export interface CdnOptions extends MediaSource {
  /** Asked at every request. `edgeKeyValues` makes it of the signing keys. */
  readonly readKeyValues: ReadKeyValues;
  /** In which a proxy before us says a viewer's country. @default nobody says it */
  readonly countryHeader?: string | undefined;
  /** What stands before `/<token>/<media id>/…`. @default '' */
  readonly basePath?: string;
  /** Told of requests that could not be answered. */
  readonly onError: (error: Error, path: string) => void;
}

/** CloudFront over a media bucket, with the edge function that checks tokens. */
export const createCdn = ({
  s3,
  mediaBucket,
  readKeyValues,
  countryHeader,
  basePath = '',
  onError,
}: CdnOptions): RequestListener => {
  const media = { s3, mediaBucket, checkToken: loadEdgeFunction(readKeyValues), countryHeader };
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    serveMedia(media, request, response, path.slice(basePath.length)).catch((error: Error) => {
      onError(error, path);
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain' }).end('The media could not be fetched\n');
    });
  };
};
