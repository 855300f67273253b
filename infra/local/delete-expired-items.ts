import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

/** What DynamoDB's time to live does: deletes items whose `expiration` (seconds since 1970) has passed. */
export const deleteExpiredItems = async (client: DynamoDBClient, table: string, now = new Date()): Promise<number> => {
  const seconds = Math.floor(now.getTime() / 1000);
  let deleted = 0;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ...(start ? { ExclusiveStartKey: start } : {}),
        FilterExpression: 'expiration < :now',
        ExpressionAttributeValues: { ':now': { N: String(seconds) } },
        ProjectionExpression: 'id',
      }),
    );
    for (const { id } of page.Items ?? []) {
      if (!id) continue;
      await client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: { id },
          // The record may have been written anew since it was read.
          ConditionExpression: 'expiration < :now',
          ExpressionAttributeValues: { ':now': { N: String(seconds) } },
        }),
      );
      deleted += 1;
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return deleted;
};
