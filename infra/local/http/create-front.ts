import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Deps } from '../../../shared/runtime/deps.ts';
import type { HostedFunction } from '../../event-source/hosted-function.ts';
import type { ObjectStore } from '../object-store/create-object-store.ts';
import { isObjectStoreRequest } from '../object-store/is-object-store-request.ts';
import { createCdn } from './create-cdn.ts';
import { createEdgeReader } from './create-edge-reader.ts';
import type { ReadKeyValues } from './load-edge-function.ts';
import { serveApi } from './serve-api.ts';
import { serveWeb } from './serve-web.ts';

export interface FrontOptions {
  readonly deps: Deps;
  /** Reads for viewers. */
  readonly viewerS3: S3Client;
  readonly objectStore: ObjectStore;
  readonly api: HostedFunction;
  readonly publicUrl: string;
  /** What the edge is to know besides the keys. */
  readonly readRevoked: ReadKeyValues;
}

const MEDIA_PATH = '/media';
/** Putting a large upload together is silent work. */
const OBJECT_STORE_IDLE_MS = 600_000;

/** Everything on one port: S3 by signature or bucket, the CDN, the console's files, and the API for the rest. */
export const createFront = ({
  deps,
  viewerS3,
  objectStore,
  api,
  publicUrl,
  readRevoked,
}: FrontOptions): RequestListener => {
  const { originalsBucket, mediaBucket } = deps.resources;
  const buckets = [originalsBucket, mediaBucket];
  const publicOrigin = new URL(publicUrl).origin;
  const cdn = createCdn({
    s3: viewerS3,
    mediaBucket,
    readKeyValues: createEdgeReader(deps, readRevoked),
    countryHeader: deps.config.playback.countryHeader,
    basePath: MEDIA_PATH,
    onError: (error, path) => deps.logger.error('A media could not be served', { error, path }),
  });

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (isObjectStoreRequest(request, buckets)) {
      request.socket.setTimeout(OBJECT_STORE_IDLE_MS);
      return objectStore.handle(request, response);
    }
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    if (path.startsWith(`${MEDIA_PATH}/`)) return cdn(request, response);
    if (await serveWeb(request, response, path, publicOrigin)) return;
    return serveApi(deps, api, request, response);
  };

  return (request, response) => {
    route(request, response).catch((error: Error) => {
      deps.logger.error('A request failed', { error, path: request.url });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('Something went wrong inside the service\n');
    });
  };
};

/** Until the parts behind it are there. */
export const notReadyYet: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('Gilfoyle is starting\n');
};

/** Of anybody, at once. Each costs a file descriptor and some kilobytes; the next one is closed as it comes. */
export const MAX_CONNECTIONS = 2_000;
/** Of a request line with its headers together. Signed addresses have about one; API Gateway takes ten. */
const MAX_HEADER_BYTES = 16 * 1024;

export interface FrontServerLimits {
  /** @default 120_000 */
  readonly idleMs?: number;
  /** Until a request's headers are there, however fast they trickle in. @default 20_000 */
  readonly headersMs?: number;
  /** Time between two looks at who is too slow. @default 5_000 */
  readonly lookMs?: number;
  /** @default MAX_CONNECTIONS */
  readonly maxConnections?: number;
}

/** A server that cuts off who is idle and who never gets to the point, but lets an upload take the time it takes. */
export const createFrontServer = (limits: FrontServerLimits = {}): Server => {
  const { idleMs = 120_000, headersMs = 20_000, lookMs = 5_000, maxConnections = MAX_CONNECTIONS } = limits;
  const server = createServer({
    keepAliveTimeout: 10_000,
    maxHeaderSize: MAX_HEADER_BYTES,
    connectionsCheckingInterval: lookMs,
  });
  server.requestTimeout = 0;
  server.headersTimeout = headersMs;
  server.timeout = idleMs;
  server.maxConnections = maxConnections;
  return server;
};
