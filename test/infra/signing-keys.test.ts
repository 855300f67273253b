import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keys/handler.ts';
import { KEYS_TABLE, LOCAL_REGION } from '../../infra/local/local-names.ts';
import { startDynamodb } from '../../infra/local/start-dynamodb.ts';
import { createKeyReader } from '../../shared/playback/create-key-reader.ts';
import { edgeKeyValues } from '../../shared/playback/edge-key-values.ts';
import { playbackFolder } from '../../shared/playback/playback-folder.ts';
import { listSigningKeys } from '../../shared/playback/signing-keys.ts';
import { storeEdgeValues } from '../../shared/playback/store-edge-values.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import type { Resources } from '../../shared/runtime/deps.ts';
import { CONFLICT, PRECONDITION, STORE_ARN, serveKeyValueStore } from './support/serve-key-value-store.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { CREDENTIALS } from './support/test-queue.ts';

const RESOURCES = {
  keysTable: KEYS_TABLE,
  playbackTokens: true,
  playbackBaseUrl: 'https://media.example.org',
} as Resources;
const MEDIA = 'med_0123456789abcdefghjkmnpqr';
const ANY = { id: MEDIA, playbackGeneration: 0 };

/** The real table over its wire, with the number of requests that it got. */
const openTable = async (test: Cleaning) => {
  const local = await startDynamodb(await temporaryFolder(test), CREDENTIALS);
  const client = new DynamoDBClient({ endpoint: local.endpoint, region: LOCAL_REGION, credentials: CREDENTIALS });
  const dynamo = DynamoDBDocumentClient.from(client);
  const counter = { requests: 0 };
  client.middlewareStack.add(
    (next) => (call) => {
      counter.requests += 1;
      return next(call);
    },
    { step: 'initialize' },
  );
  test.onTestFinished(async () => {
    client.destroy();
    await local.stop();
  });
  const clock = { now: new Date('2026-01-31T12:00:00.000Z') };
  const deps = { dynamo, resources: RESOURCES, now: () => clock.now };
  return { deps, clock, counter, stop: local.stop };
};

const addKey = ({ dynamo }: { dynamo: DynamoDBDocumentClient }, id: string, createdAt: string) =>
  dynamo.send(new PutCommand({ TableName: KEYS_TABLE, Item: { id, secret: id.repeat(43), createdAt } }));

describe('the function keys', () => {
  it('makes one key, however many deployments run at once, and leaves it alone ever after', async (test) => {
    const { deps } = await openTable(test);
    await Promise.all(Array.from({ length: 10 }, () => createHandler(deps)()));
    const [key, ...others] = await listSigningKeys(deps);
    expect(others).toEqual([]);
    expect(key).toMatchObject({ id: '1', secret: expect.stringMatching(/^[\w-]{43}$/) });
    await createHandler(deps)();
    expect(await listSigningKeys(deps)).toEqual([key]);
  });
});

describe('the keys', () => {
  it('are read once in half a minute, however many ask', async (test) => {
    const { deps, clock, counter } = await openTable(test);
    await createHandler(deps)();
    const readKeys = createKeyReader(deps);
    counter.requests = 0;
    await Promise.all(Array.from({ length: 20 }, readKeys));
    clock.now = new Date(clock.now.getTime() + 29_000);
    await readKeys();
    expect(counter.requests).toBe(1);
    clock.now = new Date(clock.now.getTime() + 1_000);
    await Promise.all(Array.from({ length: 20 }, readKeys));
    expect(counter.requests).toBe(2);
  });

  it('may be two: the newest signs', async (test) => {
    const { deps, clock } = await openTable(test);
    await addKey(deps, '1', '2026-01-01T00:00:00.000Z');
    const signingKeys = createKeyReader(deps);
    const address = () => playbackFolder({ ...deps, config: DEFAULT_CONFIG, signingKeys }, ANY).then(({ url }) => url);
    expect(await address()).toMatch(/^https:\/\/media\.example\.org\/1\.[\w-]{22}\/med_/);
    await addKey(deps, '2', clock.now.toISOString());
    clock.now = new Date(clock.now.getTime() + 59_000);
    expect(await address()).toMatch(/^https:\/\/media\.example\.org\/1\.[\w-]{22}\/med_/);
    clock.now = new Date(clock.now.getTime() + 1_000);
    expect(await address()).toMatch(/^https:\/\/media\.example\.org\/2\.[\w-]{22}\/med_/);
    expect((await listSigningKeys(deps)).map(({ id }) => id)).toEqual(['2', '1']);
  });

  it('are asked for again after a failure, which is no address but a problem', async (test) => {
    const { deps, stop } = await openTable(test);
    const signingKeys = createKeyReader(deps);
    const address = () => playbackFolder({ ...deps, config: DEFAULT_CONFIG, signingKeys }, ANY).then(({ url }) => url);
    const problem = { name: 'Problem', code: 'dependency_unavailable' };
    await expect(address()).rejects.toMatchObject(problem);
    await createHandler(deps)();
    await expect(address()).resolves.toContain(MEDIA);
    await stop();
    await expect(createKeyReader(deps)()).rejects.toMatchObject(problem);
  });

  it('are not asked for where addresses have no token', async (test) => {
    const { deps, counter } = await openTable(test);
    const open = { ...deps, resources: { ...RESOURCES, playbackTokens: false }, config: DEFAULT_CONFIG };
    const folder = await playbackFolder({ ...open, signingKeys: createKeyReader(deps) }, ANY);
    expect(folder.url).toBe(`https://media.example.org/${MEDIA}`);
    expect(counter.requests).toBe(0);
  });
});

describe('the edge gets the keys', () => {
  const keys = [
    { id: '2', secret: 'the second' },
    { id: '1', secret: 'the first' },
  ];
  const storeEdgeKeys = (arn: string, of: typeof keys, client: CloudFrontKeyValueStoreClient) =>
    storeEdgeValues(arn, async () => edgeKeyValues(of), client);
  const KEY_VALUES = { 'key.1': 'the first', 'key.2': 'the second' };

  it('under their names, signed as the store wants it', async (test) => {
    const { client, values, authorizations } = await serveKeyValueStore(test);
    values.set('revoked.med_x', '');
    await storeEdgeKeys(STORE_ARN, keys, client);
    await storeEdgeKeys(STORE_ARN, keys, client);
    expect(Object.fromEntries(values)).toEqual({ ...KEY_VALUES, 'revoked.med_x': '' });
    expect(authorizations).toHaveLength(4);
    for (const authorization of authorizations) {
      expect(authorization).toMatch(/^AWS4-ECDSA-P256-SHA256 .*\/cloudfront-keyvaluestore\/aws4_request/);
    }
  });

  it.for([CONFLICT, PRECONDITION])('also when others write at the same time ($code)', async (refusal, test) => {
    const { client, values } = await serveKeyValueStore(test, { rivals: 3, refusal });
    await storeEdgeKeys(STORE_ARN, keys, client);
    expect(Object.fromEntries(values)).toMatchObject(KEY_VALUES);
    expect(values.size).toBe(5);
  });

  it('or the deployment hears why not', async (test) => {
    const { client } = await serveKeyValueStore(test, { rivals: 100 });
    await expect(storeEdgeKeys(STORE_ARN, keys, client)).rejects.toThrow(`could not be written to ${STORE_ARN}`);
    await expect(storeEdgeKeys(`${STORE_ARN}2`, keys, client)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
