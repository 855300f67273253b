import { once } from 'node:events';
import { connect } from 'node:net';
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { deleteExpiredItems } from '../../infra/local/delete-expired-items.ts';
import { IDEMPOTENCY_TABLE, LOCAL_REGION } from '../../infra/local/local-names.ts';
import { startDynamodb } from '../../infra/local/start-dynamodb.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { CREDENTIALS } from './support/test-queue.ts';

const open = async (folder: string) => {
  const dynamo = await startDynamodb(folder, CREDENTIALS);
  const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: LOCAL_REGION, credentials: CREDENTIALS });
  const stop = async (): Promise<void> => {
    client.destroy();
    await dynamo.stop();
  };
  return { client, endpoint: dynamo.endpoint, stop };
};

const put = (client: DynamoDBClient, id: string, expiration: number) =>
  client.send(
    new PutItemCommand({
      TableName: IDEMPOTENCY_TABLE,
      Item: { id: { S: id }, expiration: { N: String(expiration) } },
    }),
  );

it('keeps its table over a restart and takes expired items away', async (test) => {
  const folder = await temporaryFolder(test);
  const now = new Date();
  const seconds = Math.floor(now.getTime() / 1000);
  const first = await open(folder);
  await put(first.client, 'old', seconds - 10);
  await put(first.client, 'new', seconds + 1000);
  await first.stop();

  const second = await open(folder);
  expect(await deleteExpiredItems(second.client, IDEMPOTENCY_TABLE, now)).toBe(1);
  const { Items } = await second.client.send(new ScanCommand({ TableName: IDEMPOTENCY_TABLE }));
  expect(Items?.map((item) => item.id?.S)).toEqual(['new']);
  await second.stop();
});

it('outlives a caller that hangs up in the middle of a request', async (test) => {
  const { client, endpoint, stop } = await open(await temporaryFolder(test));
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"half":');
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const get = new GetItemCommand({ TableName: IDEMPOTENCY_TABLE, Key: { id: { S: 'x' } } });
  expect((await client.send(get)).Item).toBeUndefined();
  await stop();
});
