import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFrontKeyValueStoreClient,
  ConflictException,
  DescribeKeyValueStoreCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
// The store takes no other signatures than SigV4A, which the client finds by this import alone.
import '@aws-sdk/signature-v4a';
import { CONNECT_MS, EDGE_CALL_MS } from '../runtime/time-limits.ts';

const TRIES = 6;
const PAUSE_MS = 200;

/** By key; undefined: the store is to have none. */
export type EdgeValues = ReadonlyMap<string, string | undefined>;

const createClient = (): CloudFrontKeyValueStoreClient =>
  new CloudFrontKeyValueStoreClient({
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: EDGE_CALL_MS, throwOnRequestTimeout: true },
  });

/**
 * Writes values to CloudFront's key-value store, all or none; what else is in there stays. A write names the state that it was
 * made for (its ETag), so it is done again when others have written in between. `read` is asked after that state: whoever
 * comes later has read what is newer, so an older value never replaces it. 50 values at once are taken.
 */
export const storeEdgeValues = async (
  KvsARN: string,
  read: () => Promise<EdgeValues>,
  client = createClient(),
): Promise<void> => {
  const readState = async () => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag;
  let IfMatch = await readState();
  for (let tries = 1; ; tries++) {
    const values = [...(await read())];
    if (values.length === 0) return;
    const Puts = values.flatMap(([Key, Value]) => (Value === undefined ? [] : [{ Key, Value }]));
    const Deletes = values.flatMap(([Key, Value]) => (Value === undefined ? [{ Key }] : []));
    try {
      await client.send(new UpdateKeysCommand({ KvsARN, IfMatch, Puts, Deletes }));
      return;
    } catch (cause) {
      const state = await readState();
      const isLate = cause instanceof ConflictException || state !== IfMatch;
      if (!isLate || tries === TRIES) {
        throw new Error(`What admits viewers could not be written to ${KvsARN}`, { cause });
      }
      IfMatch = state;
      await sleep(PAUSE_MS * tries);
    }
  }
};
