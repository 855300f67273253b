import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { EdgeAnswer } from 'cloudfront';
import { fetchMediaObject, type MediaSource } from './fetch-media-object.ts';
import type { EdgeFunction } from './load-edge-function.ts';
import { MEDIA_HEADERS } from './media-headers.ts';
import { type MediaObject, mediaObject } from './media-object.ts';
import { viewerRequestEvent } from './viewer-request-event.ts';

const compress = promisify(gzip);

const refuse = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void => {
  const isEmpty = status === 304;
  const body = isEmpty ? undefined : `${status === 404 ? 'Not found' : 'Refused'}\n`;
  const type = isEmpty ? {} : { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, { ...MEDIA_HEADERS, ...type, ...headers }).end(body);
};

const describe = (object: GetObjectCommandOutput, { contentType }: MediaObject): Record<string, string | number> => ({
  ...MEDIA_HEADERS,
  'accept-ranges': 'bytes',
  'content-type': contentType ?? object.ContentType ?? 'application/octet-stream',
  ...(object.ContentLength === undefined ? {} : { 'content-length': object.ContentLength }),
  ...(object.ContentRange ? { 'content-range': object.ContentRange } : {}),
  ...(object.CacheControl ? { 'cache-control': object.CacheControl } : {}),
  ...(object.LastModified ? { 'last-modified': object.LastModified.toUTCString() } : {}),
  ...(object.ETag ? { etag: object.ETag } : {}),
});

const sendObject = async (
  request: IncomingMessage,
  response: ServerResponse,
  object: GetObjectCommandOutput,
  media: MediaObject,
  signal: AbortSignal,
): Promise<void> => {
  const headers = describe(object, media);
  const status = object.ContentRange ? 206 : 200;
  const acceptsGzip = /\bgzip\b/i.test(String(request.headers['accept-encoding'] ?? ''));
  if (media.isText) headers.vary = 'accept-encoding';
  if (request.method === 'HEAD' || !(object.Body instanceof Readable)) {
    response.writeHead(status, headers).end();
  } else if (media.isText && acceptsGzip && status === 200) {
    // Compressed bytes are another representation, so the tag is weak, as CloudFront's is.
    const bytes = await compress(await object.Body.toArray().then((chunks) => Buffer.concat(chunks)));
    const etag = object.ETag ? { etag: `W/${object.ETag}` } : {};
    response
      .writeHead(status, { ...headers, ...etag, 'content-encoding': 'gzip', 'content-length': bytes.length })
      .end(bytes);
  } else {
    response.writeHead(status, headers);
    await pipeline(object.Body, response, { signal });
  }
};

const answerAtEdge = (response: ServerResponse, { statusCode, headers, body }: EdgeAnswer): void => {
  const values = Object.entries(headers).map(([name, { value }]) => [name, value] as const);
  response.writeHead(statusCode, Object.fromEntries(values)).end(body?.data);
};

interface ServedMedia extends MediaSource {
  readonly checkToken: EdgeFunction;
  readonly countryHeader: string | undefined;
}

/** One request of a viewer. `uri` is what follows the CDN's own address, without a query. */
export const serveMedia = async (
  { checkToken, countryHeader, ...source }: ServedMedia,
  request: IncomingMessage,
  response: ServerResponse,
  uri: string,
): Promise<void> => {
  const checked = await checkToken(viewerRequestEvent(request, uri, countryHeader));
  if ('statusCode' in checked) return answerAtEdge(response, checked);
  const media = mediaObject(checked.uri.slice(1));
  if (media === undefined) return refuse(response, 404);

  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { range, 'if-none-match': ifNoneMatch, 'if-range': ifRange } = request.headers;
  const isHead = request.method === 'HEAD';
  try {
    const conditions = { range, ifNoneMatch, ifRange: typeof ifRange === 'string' ? ifRange : undefined };
    const answer = await fetchMediaObject(source, { key: media.key, isHead, ...conditions }, gone.signal);
    if ('object' in answer) await sendObject(request, response, answer.object, media, gone.signal);
    else refuse(response, answer.status, answer.contentRange ? { 'content-range': answer.contentRange } : {});
  } catch (error) {
    // The viewer went away: nobody is left to be told.
    if (!gone.signal.aborted) throw error;
  }
};
