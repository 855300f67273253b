import type { IncomingMessage, ServerResponse } from 'node:http';
import { createOutbox, type NotificationTarget } from './events/create-outbox.ts';
import { handleRequest } from './http/handle-request.ts';
import { createBucket } from './store/buckets.ts';
import { openDisk } from './store/open-disk.ts';
import { recoverMultipart } from './store/recover-multipart.ts';

export interface ObjectStoreOptions {
  /** Everything lives under here; one process at a time. */
  readonly directory: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  /** Created when missing. */
  readonly buckets?: readonly string[];
  /** Queues that get an S3 event for every object created in a bucket, at least once. */
  readonly notifications?: readonly NotificationTarget[];
  /** @default ['*'] */
  readonly corsOrigins?: readonly string[];
  readonly clock?: () => Date;
  /** Bytes of the disk that are left to the others on it. @default 0 */
  readonly reserveBytes?: number;
  /** Told what went wrong behind the scenes, such as an event that could not be sent yet. */
  readonly onError?: (error: Error, what: string) => void;
}

export interface ObjectStore {
  /**
   * Serves one S3 request; never throws, never crashes the process. The server must leave uploads their time: Node's
   * `requestTimeout` cuts every request after five minutes unless it is set to 0.
   */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Finishes sending what can be sent, stops timers. */
  readonly close: () => Promise<void>;
}

/** An S3 gateway, path-style, over a directory. How it keeps things is told in store/open-disk.ts. */
export const createObjectStore = async (options: ObjectStoreOptions): Promise<ObjectStore> => {
  const { credentials, region, buckets = [], notifications = [], corsOrigins = ['*'] } = options;
  const { clock = () => new Date(), onError = () => undefined } = options;
  const disk = await openDisk(options.directory, clock, options.reserveBytes);
  const outbox = createOutbox(disk, region, notifications, onError);
  for (const bucket of buckets) await createBucket(disk, bucket);
  await recoverMultipart(disk, onError);
  await outbox.recover();

  const gateway = { disk, outbox, region, ownerId: credentials.accessKeyId };
  const handling = { gateway, authenticator: { credentials, region, clock }, corsOrigins, onError };
  return {
    handle: (request, response) => handleRequest(handling, request, response),
    close: outbox.close,
  };
};
