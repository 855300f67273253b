import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createObjectStore, type ObjectStoreOptions } from '../../infra/local/object-store/create-object-store.ts';
import { CREDENTIALS, REGION } from './object-store-credentials.ts';

/** The client every test uses unless it says otherwise. */
export const createS3Client = (endpoint: string, config: S3ClientConfig = {}): S3Client =>
  new S3Client({ endpoint, forcePathStyle: true, region: REGION, credentials: CREDENTIALS, ...config });

export interface RunningObjectStore {
  readonly endpoint: string;
  readonly port: number;
  readonly directory: string;
  readonly s3: S3Client;
  /** What was reported to onError. */
  readonly errors: string[];
  /** Stops serving; the directory stays. */
  readonly stop: () => Promise<void>;
  /** Stops serving and deletes the directory. */
  readonly remove: () => Promise<void>;
}

/** An object store behind a real HTTP server on loopback, in a directory of its own unless one is given. */
export const startObjectStore = async (options: Partial<ObjectStoreOptions> = {}): Promise<RunningObjectStore> => {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'gilfoyle-objects-')));
  const errors: string[] = [];
  const store = await createObjectStore({
    credentials: CREDENTIALS,
    region: REGION,
    buckets: ['media'],
    onError: (error, what) => errors.push(`${what}: ${error.message}`),
    ...options,
    directory,
  });
  const server = createServer((request, response) => void store.handle(request, response));
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const s3 = createS3Client(endpoint);
  const stop = async (): Promise<void> => {
    s3.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await store.close();
  };
  const remove = async (): Promise<void> => {
    await stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { endpoint, port, directory, s3, errors, stop, remove };
};
