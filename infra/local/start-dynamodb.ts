import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { deleteExpiredItems } from './delete-expired-items.ts';
import { IDEMPOTENCY_TABLE, KEYS_TABLE, LOCAL_REGION } from './local-names.ts';
import { mendLevel } from './mend-level.ts';

export interface LocalDynamo {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

const EXPIRY_INTERVAL_MS = 3_600_000;

const createTable = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
};

const ACTIVE_PAUSE_MS = 5;

/** Creating is answered before the table can be used, and who asks in between is told that there is none. */
const untilActive = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  const isActive = async (): Promise<boolean> =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus === 'ACTIVE';
  while (!(await isActive())) await sleep(ACTIVE_PAUSE_MS);
};

/** DynamoDB on loopback, kept in `directory`, with the tables of idempotency records and of signing keys. */
export const startDynamodb = async (
  directory: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<LocalDynamo> => {
  await mkdir(directory, { recursive: true });
  mendLevel();
  const server = dynalite({ path: directory, createTableMs: 0 });
  // dynalite throws whatever error a request has, out of anybody's reach: a caller that hangs up would end the process.
  server.prependListener('request', (request) => {
    const on = request.on.bind(request);
    request.on = (event: string, listener: (...values: never[]) => void) =>
      event === 'error' ? on('error', () => undefined) : on(event, listener as (...values: unknown[]) => void);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials });
  for (const table of [IDEMPOTENCY_TABLE, KEYS_TABLE]) {
    await createTable(client, table);
    await untilActive(client, table);
  }
  // dynalite knows no time to live. Readers compare `expiration` themselves, as on AWS, so this is only tidying.
  const expiry = setInterval(
    () => deleteExpiredItems(client, IDEMPOTENCY_TABLE).catch(() => undefined),
    EXPIRY_INTERVAL_MS,
  );
  const stop = async (): Promise<void> => {
    clearInterval(expiry);
    client.destroy();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { endpoint, stop };
};
