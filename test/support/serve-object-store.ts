import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../infra/local/object-store/create-object-store.ts';

export interface ServedObjectStore {
  readonly s3: S3Client;
  readonly originalsBucket: string;
  readonly mediaBucket: string;
  readonly close: () => Promise<void>;
}

/** The real object store over a folder of its own, on loopback. */
export const serveObjectStore = async (): Promise<ServedObjectStore> => {
  const directory = await mkdtemp(join(tmpdir(), 'gilfoyle-objects-'));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
  const originalsBucket = 'originals';
  const mediaBucket = 'media';
  const store = await createObjectStore({
    directory,
    credentials,
    region: 'us-east-1',
    buckets: [originalsBucket, mediaBucket],
  });
  const server = createServer((request, response) => void store.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the object store has no port');
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${address.port}`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return {
    s3,
    originalsBucket,
    mediaBucket,
    close: async () => {
      s3.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
