/** CloudWatch's namespace of all our metrics. */
export const METRIC_NAMESPACE = 'Gilfoyle';

/** Every metric has this dimension besides its own: the system's name, which tells those of one account apart. */
export const SERVICE_DIMENSION = 'service';

interface MetricSpec {
  /** As CloudWatch names it. */
  readonly unit: 'Count' | 'Bytes' | 'Seconds';
  /** Each combination of values is a metric of its own to CloudWatch, and is paid for: never an id. */
  readonly dimensions: readonly ('status' | 'code' | 'kind' | 'rendition' | 'queue')[];
  readonly meaning: string;
}

/**
 * All metrics, for those who count and for those who watch. What is counted follows the ledger: something that is
 * reported twice is counted once. What API Gateway, Lambda and SQS count by themselves is not here.
 */
export const METRICS = {
  UploadsCompleted: { unit: 'Count', dimensions: [], meaning: 'Files that have arrived and were taken in.' },
  UploadBytes: { unit: 'Bytes', dimensions: [], meaning: 'Size of such a file.' },
  TimeToPlayable: {
    unit: 'Seconds',
    dimensions: [],
    meaning: 'From the end of the upload until a media can be played.',
  },
  TimeToReady: { unit: 'Seconds', dimensions: [], meaning: 'From the end of the upload until a media is Ready.' },
  MediasEnded: { unit: 'Count', dimensions: ['status'], meaning: 'Medias that became Ready or Errored.' },
  Failures: { unit: 'Count', dimensions: ['code'], meaning: 'Medias that became Errored, by the code of their error.' },
  MediaSeconds: { unit: 'Seconds', dimensions: [], meaning: 'Length of a media that became Ready; once per media.' },
  RenditionSeconds: { unit: 'Seconds', dimensions: ['rendition'], meaning: 'Length of what a finished task encoded.' },
  TasksDone: { unit: 'Count', dimensions: ['kind'], meaning: 'Tasks that succeeded.' },
  TasksFailed: { unit: 'Count', dimensions: ['kind'], meaning: 'Tasks that failed for good.' },
  TasksRetried: {
    unit: 'Count',
    dimensions: ['kind'],
    meaning: 'Tries that failed or got lost, and were followed by another.',
  },
  EncoderSeconds: { unit: 'Seconds', dimensions: ['kind'], meaning: 'Wall time of the try by which a task succeeded.' },
  DeadLetters: {
    unit: 'Count',
    dimensions: ['queue'],
    meaning: 'Messages that were given up and dealt with by sweep.',
  },
  MediasOverdue: {
    unit: 'Count',
    dimensions: [],
    meaning:
      'Medias that should have ended by now and have not, and deleted ones that are still being removed after an hour; told once a minute. Anything but 0 is a fault of ours.',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type MetricName = keyof typeof METRICS;

type Dimensions<Name extends MetricName> = (typeof METRICS)[Name]['dimensions'][number];

type MeasurementOf<Name extends MetricName> = {
  readonly name: Name;
  readonly value: number;
} & ([Dimensions<Name>] extends [never]
  ? { readonly dimensions?: undefined }
  : { readonly dimensions: Readonly<Record<Dimensions<Name>, string>> });

/** One value of one metric. */
export type Measurement = { [Name in MetricName]: MeasurementOf<Name> }[MetricName];

/** Where values go. Never fails, and never waits for anything. */
export interface Metrics {
  readonly add: (measurement: Measurement) => void;
}
