import type { Resources } from './deps.ts';

/** The environment variables by which a host tells functions of its resources; `environment.ts` reads them back. */
export const resourceVariables = (resources: Resources): Record<string, string> => ({
  ORIGINALS_BUCKET: resources.originalsBucket,
  MEDIA_BUCKET: resources.mediaBucket,
  INGEST_QUEUE_URL: resources.queueUrls.ingest,
  TRANSCODE_QUEUE_URL: resources.queueUrls.transcode,
  RECORD_QUEUE_URL: resources.queueUrls.record,
  PUBLISH_QUEUE_URL: resources.queueUrls.publish,
  INGEST_DEAD_LETTER_URL: resources.deadLetterUrls.ingest,
  TRANSCODE_DEAD_LETTER_URL: resources.deadLetterUrls.transcode,
  RECORD_DEAD_LETTER_URL: resources.deadLetterUrls.record,
  PUBLISH_DEAD_LETTER_URL: resources.deadLetterUrls.publish,
  IDEMPOTENCY_TABLE: resources.idempotencyTable,
  PLAYBACK_BASE_URL: resources.playbackBaseUrl,
});
