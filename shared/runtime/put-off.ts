import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Deps } from './deps.ts';
import { queueUrlOfArn } from './queue-url-of-arn.ts';

/** A short outage is over by the third delivery; what lasts longer must not use up the others. */
export const QUICK_TRIES = 3;

/** How soon the system goes on after an outage. Three tries a minute of each message do nobody harm. */
const PUT_OFF_SECONDS = 60;

/** By then it is no outage but a fault, and a person has to look: the message becomes a dead letter. */
export const MAX_WAIT_SECONDS = 86_400;

/** When the first copy of a message was made, as ISO 8601. */
const WAITING_SINCE = 'waitingSince';

type PutOffDeps = Pick<Deps, 'sqs' | 'resources' | 'now' | 'logger'>;

/**
 * Sends messages again, to come in a minute, because a part of the system is down: a queue counts deliveries, and an outage
 * of minutes would make dead letters of messages that nothing is wrong with. The copy is counted anew; it says since when it
 * has waited. Answers with the messages that were put off, which are done with. The others are tried again as any message
 * that failed: those that have quick tries left, have waited for a day, or could not be sent.
 */
export const putOff = async (deps: PutOffDeps, records: readonly SQSRecord[]): Promise<ReadonlySet<string>> => {
  const now = deps.now();
  const isDue = (record: SQSRecord): boolean =>
    Number(record.attributes.ApproximateReceiveCount) >= QUICK_TRIES &&
    now.getTime() - waitingSince(record, now).getTime() < MAX_WAIT_SECONDS * 1000;
  const sent = await Promise.all(
    records.filter(isDue).map((record) => sendCopy(deps, record, waitingSince(record, now))),
  );
  return new Set(sent.flat());
};

const waitingSince = ({ messageAttributes }: SQSRecord, now: Date): Date => {
  const time = Date.parse(messageAttributes[WAITING_SINCE]?.stringValue ?? '');
  return Number.isNaN(time) ? now : new Date(time);
};

const sendCopy = async ({ sqs, resources, logger }: PutOffDeps, record: SQSRecord, since: Date): Promise<string[]> => {
  const { AWSTraceHeader: trace } = record.attributes;
  const copy = new SendMessageCommand({
    QueueUrl: queueUrlOfArn(resources, record.eventSourceARN),
    MessageBody: record.body,
    DelaySeconds: PUT_OFF_SECONDS,
    MessageAttributes: { [WAITING_SINCE]: { DataType: 'String', StringValue: since.toISOString() } },
    ...(trace && { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } }),
  });
  try {
    await sqs.send(copy);
    return [record.messageId];
  } catch (error) {
    logger.warn('A message could not be put off', { error: error as Error });
    return [];
  }
};
