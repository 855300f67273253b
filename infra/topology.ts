import type { QueueName } from '../shared/runtime/queues.ts';

/**
 * The system on one page: every function, what starts it, its limits and what it may do.
 * `infra/aws` turns this into CDK constructs, `infra/local` into pollers with Lambda's event-source semantics.
 * A function's code is `functions/<name>/handler.ts`, which exports `createHandler(deps)`; `code` names another folder.
 */
export type FunctionName =
  | 'api'
  | 'ingest'
  | 'first'
  | 'soon'
  | 'transcode'
  | 'heavy'
  | 'record'
  | 'publish'
  | 'purge'
  | 'sweep'
  | 'migrate'
  | 'keys';

export type Permission =
  | 'database'
  /** Its table, which also says whether sweep rests. */
  | 'idempotency'
  /** The keys that sign playback addresses. */
  | 'keys:read'
  | 'keys:write'
  /** Tell CloudFront's key-value store of keys and revocations. */
  | 'edge:tell'
  | 'originals:read'
  /** Be told that an original is absent; S3 calls it forbidden otherwise. */
  | 'originals:look-up'
  | 'originals:write'
  /** Put a copy that can be entered beside an original. */
  | 'originals:remux'
  /** Unfinished uploads. */
  | 'originals:list-uploads'
  | 'originals:delete'
  | 'media:read'
  | 'media:look-up'
  | 'media:write'
  | 'media:delete'
  /** Have CloudFront forget what it keeps of a media. */
  | 'edge:invalidate'
  /** To its own queue: put off what has to wait for a part of the system that is down. */
  | `send:${QueueName}`
  /** Ask any of the queues how many messages it holds. */
  | 'queues:count'
  | 'dead-letters:drain';

export type Trigger =
  | { readonly kind: 'http' }
  | {
      readonly kind: 'queue';
      readonly queue: QueueName;
      /** Messages handed over at once, at most. */
      readonly batchSize: number;
      /** Invocations at once, at most. 'cores': one per core on one machine (or as configured), on AWS `onAws`. */
      readonly concurrency: number | { readonly local: 'cores'; readonly onAws: number };
      /** Deliveries before a message is a dead letter. */
      readonly maxReceives: number;
    }
  | { readonly kind: 'schedule'; readonly everySeconds: number }
  | { readonly kind: 'deploy' };

export interface FunctionSpec {
  readonly trigger: Trigger;
  /** Until the host gives up on one invocation. A queue's visibility timeout is six times this. */
  readonly timeoutSeconds: number;
  /** The same on one machine, where no Lambda ends after 15 minutes. @default timeoutSeconds */
  readonly localTimeoutSeconds?: number;
  readonly memoryMegabytes: number;
  readonly ffmpeg?: true;
  /**
   * On one machine encoders share its cores. One that takes a core begins at once, though the system then has to divide them; if
   * somebody waits for it, no other begins beside it. One that waits begins when fewer encoders are at work than there are
   * cores, those with the lowest rank first. Lambdas share nothing.
   */
  readonly localCore?: 'take' | 'take-alone' | { readonly waitRank: number };
  /** Whose handler it runs. @default its own */
  readonly code?: FunctionName;
  /** On AWS a container drains the queue, not a Lambda: for what needs longer than one may run. */
  readonly container?: true;
  readonly may: readonly Permission[];
}

/** An encoder as a Lambda. It reads one source, writes under one prefix, and says what came of it. */
const ENCODER = {
  timeoutSeconds: 900,
  localTimeoutSeconds: 43_200,
  // New AWS accounts get no more than this. It is 1.7 vCPU.
  memoryMegabytes: 3008,
  ffmpeg: true,
  may: ['originals:read', 'originals:remux', 'media:write', 'send:record'],
} as const satisfies Partial<FunctionSpec>;

const takeTasks = (queue: QueueName, onAws: number): Trigger => ({
  kind: 'queue',
  queue,
  batchSize: 1,
  concurrency: { local: 'cores', onAws },
  maxReceives: 10,
});

export const FUNCTIONS: Readonly<Record<FunctionName, FunctionSpec>> = {
  api: {
    trigger: { kind: 'http' },
    timeoutSeconds: 29,
    memoryMegabytes: 512,
    may: [
      'database',
      'idempotency',
      'keys:read',
      'keys:write',
      'edge:tell',
      'originals:read',
      'originals:look-up',
      'originals:write',
      'media:look-up',
      'send:purge',
      'queues:count',
    ],
  },
  ingest: {
    trigger: {
      kind: 'queue',
      queue: 'ingest',
      batchSize: 1,
      concurrency: { local: 'cores', onAws: 50 },
      maxReceives: 5,
    },
    timeoutSeconds: 120,
    localTimeoutSeconds: 900,
    memoryMegabytes: 1024,
    ffmpeg: true,
    may: [
      'database',
      'idempotency',
      'originals:read',
      'originals:look-up',
      'send:ingest',
      'send:first',
      'send:soon',
      'send:transcode',
      'send:heavy',
      'send:purge',
    ],
  },
  // The tasks by which a media becomes playable.
  first: { ...ENCODER, trigger: takeTasks('first', 90), localCore: 'take-alone', code: 'transcode' },
  // The beginnings of its other renditions, and what is left of a short media: they go ahead of what `transcode` has to do.
  soon: { ...ENCODER, trigger: takeTasks('soon', 90), localCore: { waitRank: 1 }, code: 'transcode' },
  transcode: { ...ENCODER, trigger: takeTasks('transcode', 720), localCore: { waitRank: 2 } },
  // Tasks that the planner expects to need more than a Lambda's time (shared/media/choose-queue.ts).
  heavy: {
    // Taking a container back (Spot) counts as a delivery.
    trigger: { kind: 'queue', queue: 'heavy', batchSize: 1, concurrency: 1, maxReceives: 10 },
    timeoutSeconds: 43_200,
    memoryMegabytes: 8192,
    ffmpeg: true,
    localCore: 'take',
    code: 'transcode',
    container: true,
    may: ENCODER.may,
  },
  record: {
    trigger: { kind: 'queue', queue: 'record', batchSize: 10, concurrency: 4, maxReceives: 10 },
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    may: [
      'database',
      'send:first',
      'send:soon',
      'send:transcode',
      'send:heavy',
      'send:record',
      'send:publish',
      'send:purge',
    ],
  },
  publish: {
    trigger: { kind: 'queue', queue: 'publish', batchSize: 1, concurrency: 4, maxReceives: 10 },
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    may: ['database', 'media:read', 'media:look-up', 'media:write', 'send:publish', 'send:purge'],
  },
  // What medias that were deleted left. A pass over one of 50,000 objects takes half a minute.
  purge: {
    trigger: { kind: 'queue', queue: 'purge', batchSize: 1, concurrency: 2, maxReceives: 10 },
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    may: [
      'database',
      'originals:look-up',
      'originals:list-uploads',
      'originals:delete',
      'media:look-up',
      'media:delete',
      'edge:invalidate',
      'send:purge',
    ],
  },
  sweep: {
    trigger: { kind: 'schedule', everySeconds: 60 },
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    may: [
      'database',
      'idempotency',
      'keys:read',
      'edge:tell',
      'originals:read',
      'originals:look-up',
      'originals:write',
      'originals:list-uploads',
      'media:look-up',
      'send:ingest',
      'send:first',
      'send:soon',
      'send:transcode',
      'send:heavy',
      'send:record',
      'send:publish',
      'send:purge',
      'queues:count',
      'dead-letters:drain',
    ],
  },
  migrate: {
    trigger: { kind: 'deploy' },
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    // Keeps the first API key for the operator.
    may: ['database', 'idempotency'],
  },
  keys: {
    trigger: { kind: 'deploy' },
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    may: ['keys:read', 'keys:write', 'edge:tell'],
  },
};

/** SQS hides a message for 12 hours at most. */
const MAX_VISIBILITY_SECONDS = 43_200;

/** Twice what a delivery hides its message for at first: a container that dies before that loses little time. */
const CONTAINER_VISIBILITY_SECONDS = 120;

/** Lambda wants a queue's visibility timeout to be at least six times the function's timeout. */
export const visibilityTimeoutSeconds = (spec: FunctionSpec): number =>
  spec.container ? CONTAINER_VISIBILITY_SECONDS : Math.min(MAX_VISIBILITY_SECONDS, spec.timeoutSeconds * 6);
