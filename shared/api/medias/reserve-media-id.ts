import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { newId } from '../../media/identifiers.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { keyReused, REMEMBER_SECONDS } from '../requests/idempotency.ts';

const Reservation = z.object({ mediaId: z.string(), body: z.string(), expiration: z.number() });

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * The id of the media that a request with an Idempotency-Key makes: the same one for as long as the key is remembered. It is
 * noted before anything is done. So whoever repeats the request, because the process died or an answer got lost anywhere
 * between the ledger's commit and the note of the answer, finds the media that the first one has made.
 */
export const reserveMediaId = async (
  { dynamo, resources, now }: Pick<Deps, 'dynamo' | 'resources' | 'now'>,
  scope: string,
  body: unknown,
): Promise<string> => {
  const TableName = resources.idempotencyTable;
  const seconds = Math.floor(now().getTime() / 1000);
  const key = { id: `api#media#${hash(scope)}` };
  const wanted = {
    mediaId: newId('med', now()),
    body: hash(JSON.stringify(body)),
    expiration: seconds + REMEMBER_SECONDS,
  };
  try {
    await dynamo.send(
      new PutCommand({
        TableName,
        Item: { ...key, ...wanted },
        // What has expired may still be there for days.
        ConditionExpression: 'attribute_not_exists(id) or expiration < :now',
        ExpressionAttributeValues: { ':now': seconds },
      }),
    );
    return wanted.mediaId;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  const { Item } = await dynamo.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
  if (!Item) throw new Problem('request_in_progress', 'The Idempotency-Key has just expired; send the request again.');
  const { mediaId, body: former } = Reservation.parse(Item);
  if (former !== wanted.body) throw keyReused();
  return mediaId;
};
