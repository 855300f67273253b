import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { edgeKeyValues } from '../../../shared/playback/edge-key-values.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import type { HostedFunction } from '../../event-source/hosted-function.ts';
import type { ObjectStore } from '../object-store/create-object-store.ts';
import { isObjectStoreRequest } from '../object-store/is-object-store-request.ts';
import { createCdn } from './create-cdn.ts';
import { serveApi } from './serve-api.ts';
import { serveWeb } from './serve-web.ts';

export interface FrontOptions {
  readonly deps: Deps;
  readonly objectStore: ObjectStore;
  readonly api: HostedFunction;
  readonly publicUrl: string;
}

const MEDIA_PATH = '/media';
/** Putting a large upload together is silent work. */
const OBJECT_STORE_IDLE_MS = 600_000;

/** Everything on one port: S3 by signature or bucket, the CDN, the console's files, and the API for the rest. */
export const createFront = ({ deps, objectStore, api, publicUrl }: FrontOptions): RequestListener => {
  const { originalsBucket, mediaBucket } = deps.resources;
  const buckets = [originalsBucket, mediaBucket];
  const publicOrigin = new URL(publicUrl).origin;
  const cdn = createCdn({
    s3: deps.s3,
    mediaBucket,
    readKeyValues: async () => edgeKeyValues(await deps.signingKeys()),
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

const IDLE_MS = 120_000;
const HEADERS_MS = 20_000;

/** A server that cuts off who is idle, but lets an upload take the time it takes. */
export const createFrontServer = (): Server => {
  const server = createServer({ keepAliveTimeout: 10_000 });
  server.requestTimeout = 0;
  server.headersTimeout = HEADERS_MS;
  server.timeout = IDLE_MS;
  return server;
};
