import type { Resources } from './deps.ts';
import { QUEUES, type QueueName } from './queues.ts';

export const queueVariable = <Q extends QueueName>(queue: Q) =>
  `${queue.toUpperCase() as Uppercase<Q>}_QUEUE_URL` as const;
export const deadLetterVariable = <Q extends QueueName>(queue: Q) =>
  `${queue.toUpperCase() as Uppercase<Q>}_DEAD_LETTER_URL` as const;

/** The environment variables by which a host tells functions of its resources; `environment.ts` reads them back. */
export const resourceVariables = (resources: Resources): Record<string, string> => ({
  ORIGINALS_BUCKET: resources.originalsBucket,
  MEDIA_BUCKET: resources.mediaBucket,
  ...Object.fromEntries(QUEUES.map((queue) => [queueVariable(queue), resources.queueUrls[queue]])),
  ...Object.fromEntries(QUEUES.map((queue) => [deadLetterVariable(queue), resources.deadLetterUrls[queue]])),
  IDEMPOTENCY_TABLE: resources.idempotencyTable,
  KEYS_TABLE: resources.keysTable,
  PLAYBACK_BASE_URL: resources.playbackBaseUrl,
  PLAYBACK_TOKENS: String(resources.playbackTokens),
  ...(resources.distributionId ? { DISTRIBUTION_ID: resources.distributionId } : {}),
  ...(resources.keyValueStoreArn ? { KEY_VALUE_STORE_ARN: resources.keyValueStoreArn } : {}),
});
