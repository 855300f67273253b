import type { Ramp } from '../simulation/event-source.ts';
import type { ScalingRate } from '../simulation/lambda.ts';
import type { Spread } from '../simulation/spread.ts';

/**
 * What the simulation takes for true of AWS, as read in November 2026. Each number says where it is from: *documented* by AWS,
 * *measured* by somebody, or *assumed* by us, because nobody who measured it was found. Seconds, where nothing else is said.
 */

/** Documented: Lambda Developer Guide, "Configure Lambda function memory". */
export const MEGABYTES_PER_VCPU = 1769;

/** Documented: "Lambda scaling behavior": 1,000 environments of a function every 10 s, refilled all the time. */
export const SCALING_RATE: ScalingRate = { burst: 1000, perSecond: 100 };

/**
 * Documented: "Configuring scaling behavior for SQS event source mappings": five batches at first, up to 300 more a minute while
 * messages wait, back to five "when traffic is low". Assumed: the 300 come evenly, and a minute without work is low.
 */
export const standardRamp = (maxConcurrency: number): Ramp => ({
  initial: 5,
  perSecond: 300 / 60,
  max: Math.min(1000, maxConcurrency),
  restSeconds: 60,
});

/** Documented for provisioned mode: ten invocations for each poller, and up to 1,000 more a minute. It excludes a limit of concurrency. */
export const provisionedRamp = (pollers: { readonly min: number; readonly max: number }): Ramp => ({
  initial: 10 * pollers.min,
  perSecond: 1000 / 60,
  max: 10 * pollers.max,
  restSeconds: 60,
});

/** Measured, from sending to the handler: bitesizedserverless.com, "Serverless Messaging: Latency Compared", 2022. */
export const SQS_DELIVERY: Spread = { median: 0.016, p99: 0.105 };
/** Assumed: one call of SQS from a function. Batches of a media are sent one after the other. */
export const SQS_CALL: Spread = { median: 0.012, p99: 0.1 };
/** One batch of SQS (`shared/pipeline/send-messages.ts`). */
export const SQS_BATCH = 10;

/** Documented: "typically in seconds", and once in a while "a minute or longer" (S3 User Guide, "Event notifications"). Assumed: how much. */
export const S3_EVENT: Spread = { median: 0.5, p99: 2 };
export const S3_EVENT_IS_LATE = { probability: 0.001, seconds: 60 };

/** Assumed, from AWS's "first-byte latencies of 100–200 milliseconds" for small objects (S3 User Guide, "Performance guidelines") and a warm connection. */
export const S3_CALL: Spread = { median: 0.03, p99: 0.2 };

/**
 * Assumed: from the call of a Node function that has no environment to its handler. Bundles of some 250 kB were measured to
 * initialize in 0.1 s (gomomento.com, 2023); placing the environment and starting Node come before that.
 */
export const COLD_START: Spread = { median: 0.4, p99: 1.2 };
/** Assumed: bringing in the layer of ffmpeg (20 MB zipped, 45 MB unpacked), and its pages when it starts first. */
export const COLD_LAYER: Spread = { median: 0.2, p99: 0.8 };

/**
 * How fast a vCPU is, against the machine that weights are measured on. Assumed for arm64, as nothing of ours has run there.
 * x86_64 from AWS's statement of "up to 34 % better price performance" of arm64 at a price that is a fifth lower: 1.34 × 0.8.
 */
export const VCPU_SPEED = { arm64: 1, x86_64: 1 / 1.07 } as const;

/** Assumed: environments differ in their hosts, and scenes in what they take. */
export const SPEED_SIGMA = 0.08;
export const TASK_SIGMA = 0.15;

/**
 * Measured with ffmpeg 5.1 and five rungs of 1080p on two cores: with one thread for each encoder one thread of the process does
 * everything. With two, its busiest thread does a fifth of all, it takes 6 % more CPU time, and keeps 86 % of two cores busy.
 * Assumed: of more than two as much, up to four.
 */
export const encoderThreads = (
  threads: number,
  vcpus: number,
): { readonly busy: number; readonly cpuFactor: number } =>
  threads === 1
    ? { busy: 0.95 * Math.min(vcpus, 1), cpuFactor: 1 }
    : { busy: 0.86 * Math.min(vcpus, 4), cpuFactor: 1.06 };

/** Measured on one machine: ffprobe, ffmpeg and our own CPU seconds for a source of 60 minutes, and its range reads. */
export const PROBE = { cpuSeconds: 0.45, reads: 6 };

/** Assumed: one statement of Aurora DSQL within a region, and the end of a transaction. */
export const STATEMENT: Spread = { median: 0.003, p99: 0.02 };
export const COMMIT: Spread = { median: 0.02, p99: 0.1 };

/** Statements of `applyOutcomes` for each report of a start and of a success, and around them; of one read of `publish`; of planning. */
export const STATEMENTS = { perStart: 4, perSuccess: 7, perBatch: 7, perPublish: 6, perPlan: 8 };

/** Assumed, from the rate at which rows of half a kilobyte to 3 kB go in and out: for each task of a media. */
export const SECONDS_PER_TASK_ROW = 0.0002;

/** Assumed: one request of a player through CloudFront that has nothing of it yet, from the same continent. */
export const PLAYER_REQUEST: Spread = { median: 0.06, p99: 0.3 };
/** One after the other: multivariant playlist, media playlist, init segment and segment at once. */
export const PLAYER_REQUESTS = 3;

/**
 * The service of heavy containers. Documented: CloudWatch's metrics of SQS and the service's scaling look once a minute. Assumed: one
 * more minute until both agree, and from there what Fargate takes to start a small image (30 s to a minute are reported).
 */
export const CONTAINER_LOOK_SECONDS = 90;
export const CONTAINER_START: Spread = { median: 45, p99: 120 };
