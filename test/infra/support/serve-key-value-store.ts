import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { listen } from '../../../infra/local/http/listen.ts';
import { readBody } from '../../../infra/local/http/read-body.ts';
import type { Cleaning } from './temporary-folder.ts';
import { CREDENTIALS } from './test-queue.ts';

export const STORE_ARN = 'arn:aws:cloudfront::000000000000:key-value-store/a1b2c3d4-5678-90ab-cdef-000000000001';

interface Refusal {
  readonly status: number;
  readonly code: string;
}

interface Update {
  readonly Puts?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Deletes?: readonly { readonly Key: string }[];
}

/** What CloudFront's key-value store says of a write that was made for another state, by its reference and as seen. */
export const CONFLICT: Refusal = { status: 409, code: 'ConflictException' };
export const PRECONDITION: Refusal = { status: 400, code: 'ValidationException' };

/**
 * CloudFront's key-value store, as far as its two calls that we make: DescribeKeyValueStore and UpdateKeys.
 * `rivals` are others' writes, each just before one of ours; a write for another state is refused with `refusal`.
 */
export const serveKeyValueStore = async (test: Cleaning, { rivals = 0, refusal = CONFLICT } = {}) => {
  const values = new Map<string, string>();
  const authorizations: string[] = [];
  let state = 1;
  let rivalsLeft = rivals;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    authorizations.push(request.headers.authorization ?? '');
    const path = `/key-value-stores/${encodeURIComponent(STORE_ARN)}`;
    const counts = { ItemCount: values.size, TotalSizeInBytes: 0 };
    const send = (status: number, body: object, headers: Record<string, string> = {}): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json', etag: `state-${state}`, ...headers })
        .end(JSON.stringify(body));
    if (request.method === 'GET' && request.url === path) {
      return send(200, { ...counts, KvsARN: STORE_ARN, Created: 1, Status: 'READY' });
    }
    if (request.method !== 'POST' || request.url !== `${path}/keys`) {
      return send(404, {}, { 'x-amzn-errortype': 'ResourceNotFoundException' });
    }
    const { Puts = [], Deletes = [] }: Update = JSON.parse(`${await readBody(request)}`);
    if (rivalsLeft > 0) {
      rivalsLeft -= 1;
      state += 1;
      values.set(`rival-${state}`, 'a rival was here');
    }
    if (request.headers['if-match'] !== `state-${state}`) {
      return send(refusal.status, { Message: 'Pre-Condition failed' }, { 'x-amzn-errortype': refusal.code });
    }
    for (const { Key, Value } of Puts) values.set(Key, Value);
    for (const { Key } of Deletes) values.delete(Key);
    state += 1;
    return send(200, counts);
  };

  const server = createServer((request, response) => void answer(request, response));
  const port = await listen(server, '127.0.0.1', 0);
  const client = new CloudFrontKeyValueStoreClient({
    region: 'eu-central-1',
    endpoint: `http://store.invalid:${port}`,
    // The client puts the account before the host's name, so that has to be one, and every such name has to be ours.
    requestHandler: {
      httpAgent: new Agent({ lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]) }),
    },
    credentials: CREDENTIALS,
  });
  test.onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, values, authorizations };
};
