import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFrontKeyValueStoreClient,
  ConflictException,
  DescribeKeyValueStoreCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
// The store takes no other signatures than SigV4A, which the client finds by this import alone.
import '@aws-sdk/signature-v4a';
import type { PlaybackKey } from '../media/playback-token.ts';
import { edgeKeyValues } from './edge-key-values.ts';

const TRIES = 6;
const PAUSE_MS = 200;

/**
 * Writes the keys to CloudFront's key-value store, all or none; what else is in there stays. A write names the state that
 * it was made for (its ETag), so it is done again when others have written in between.
 */
export const storeEdgeKeys = async (
  KvsARN: string,
  keys: readonly PlaybackKey[],
  client = new CloudFrontKeyValueStoreClient(),
): Promise<void> => {
  const Puts = [...edgeKeyValues(keys)].map(([Key, Value]) => ({ Key, Value }));
  const readState = async () => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag;
  let IfMatch = await readState();
  for (let tries = 1; ; tries++) {
    try {
      await client.send(new UpdateKeysCommand({ KvsARN, IfMatch, Puts }));
      return;
    } catch (cause) {
      const state = await readState();
      const isLate = cause instanceof ConflictException || state !== IfMatch;
      if (!isLate || tries === TRIES) {
        throw new Error(`The keys of playback addresses could not be written to ${KvsARN}`, { cause });
      }
      IfMatch = state;
      await sleep(PAUSE_MS * tries);
    }
  }
};
