import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly table: string;
}

/** The first API key, found as docs/operations.md says. */
export const readAdminKey = async ({ table, ...place }: Place): Promise<string> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(place));
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id: 'setup#admin-key' } }));
  client.destroy();
  const secret: unknown = Item?.secret;
  if (typeof secret !== 'string') throw new Error(`The deployment left no API key in the table ${table}`);
  return secret;
};
