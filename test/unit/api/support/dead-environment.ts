/** Port 9 ("discard") is closed on any machine that tests run on. */
const NOBODY = 'http://127.0.0.1:9';
const queue = (name: string) => `${NOBODY}/000000000000/${name}`;

export const deadEnvironment: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nobody',
  AWS_ENDPOINT_URL_S3: NOBODY,
  AWS_ENDPOINT_URL_SQS: NOBODY,
  AWS_ENDPOINT_URL_DYNAMODB: NOBODY,
  DATABASE_URL: 'postgres://nobody:nobody@127.0.0.1:9/nothing',
  ORIGINALS_BUCKET: 'originals',
  MEDIA_BUCKET: 'media',
  INGEST_QUEUE_URL: queue('ingest'),
  FIRST_QUEUE_URL: queue('first'),
  TRANSCODE_QUEUE_URL: queue('transcode'),
  HEAVY_QUEUE_URL: queue('heavy'),
  RECORD_QUEUE_URL: queue('record'),
  PUBLISH_QUEUE_URL: queue('publish'),
  PURGE_QUEUE_URL: queue('purge'),
  INGEST_DEAD_LETTER_URL: queue('ingest-dead'),
  FIRST_DEAD_LETTER_URL: queue('first-dead'),
  TRANSCODE_DEAD_LETTER_URL: queue('transcode-dead'),
  HEAVY_DEAD_LETTER_URL: queue('heavy-dead'),
  RECORD_DEAD_LETTER_URL: queue('record-dead'),
  PUBLISH_DEAD_LETTER_URL: queue('publish-dead'),
  PURGE_DEAD_LETTER_URL: queue('purge-dead'),
  IDEMPOTENCY_TABLE: 'idempotency',
  KEYS_TABLE: 'keys',
  PLAYBACK_BASE_URL: 'http://127.0.0.1/media',
  LOG_LEVEL: 'SILENT',
};
