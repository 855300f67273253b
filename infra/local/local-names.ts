import type { QueueName } from '../../shared/runtime/queues.ts';

/** What things are called on one machine. The region and the account are what the emulators call home. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';
export const ORIGINALS_BUCKET = 'gilfoyle-originals';
export const MEDIA_BUCKET = 'gilfoyle-media';
export const IDEMPOTENCY_TABLE = 'gilfoyle-idempotency';
export const KEYS_TABLE = 'gilfoyle-keys';

export const localQueueName = (queue: QueueName): string => `gilfoyle-${queue}`;
export const localDeadLetterName = (queue: QueueName): string => `gilfoyle-${queue}-dead`;
export const localQueueArn = (name: string): string => `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
export const localFunctionArn = (name: string): string =>
  `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${name}`;
