/** The queues by their names in `infra/topology.ts`. */
export const QUEUES = ['ingest', 'first', 'soon', 'transcode', 'heavy', 'record', 'publish', 'purge'] as const;
export type QueueName = (typeof QUEUES)[number];

/** A record with what `make` gives for each queue. */
export const perQueue = <T>(make: (queue: QueueName) => T): Readonly<Record<QueueName, T>> => ({
  ingest: make('ingest'),
  first: make('first'),
  soon: make('soon'),
  transcode: make('transcode'),
  heavy: make('heavy'),
  record: make('record'),
  publish: make('publish'),
  purge: make('purge'),
});
