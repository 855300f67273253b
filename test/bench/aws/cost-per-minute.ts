import { settingsOnAws } from '../../../infra/aws/bundle/settings-on-aws.ts';
import { PRICES } from '../../../infra/aws/prices.ts';
import { planMedia } from '../../../shared/media/plan.ts';
import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { segmentCountOf } from '../../../shared/media/segments-of-task.ts';
import type { Config } from '../../../shared/runtime/config.ts';
import { MEGABYTES_PER_VCPU, S3_CALL, SQS_CALL, VCPU_SPEED } from './aws-facts.ts';
import type { Place } from './build-stage.ts';
import type { Source } from './sources.ts';
import { taskSeconds } from './task-seconds.ts';

/** US dollars for one minute of a media. */
export interface CostPerMinute {
  /** Encoding, if all of it ran as Lambdas; in containers that Spot sells; by MediaConvert, with the same renditions. */
  readonly lambda: number;
  readonly fargateSpot: number;
  readonly mediaConvert: number;
  /** Storing the segments, and messages. */
  readonly requests: number;
  /** A month of what was encoded, at most: as if every rendition needed its highest bit rate. */
  readonly storageMonth: number;
  /** A viewer's minute at this many bits per second. */
  readonly delivery: number;
}

export const DELIVERED_BITRATE = 5e6;

const HD_HEIGHT = 720;
const SECONDS_PER_HOUR = 3600;
const MEGABYTES_PER_GIB = 1024;
const GIB_PER_VCPU = 2;
/** Of a task: start, end, and what the queue asks for them. */
const MESSAGES_PER_TASK = 8;

/** What surrounds the work of a task in `simulate-pipeline.ts`. */
const OVERHEAD_SECONDS = 3 * S3_CALL.median + 2 * SQS_CALL.median;

/** What a file costs by its plan, with the weights of its tasks. */
export const costPerMinute = (config: Config, { probe, judgement }: Source): CostPerMinute => {
  const { architecture, encoder, heavyWorker } = config.aws;
  const object = { bucket: 'originals', key: 'med/original', etag: '"e"', bytes: probe.bytes };
  const { tasks, renditions, outline } = planMedia(probe, object, settingsOnAws(config).encoding, { judgement });
  const minutes = outline.duration.num / outline.duration.den / 60;
  const secondsIn = (place: Omit<Place, 'speed'>): number =>
    tasks.reduce(
      (sum, task) => sum + taskSeconds(task, { ...place, speed: VCPU_SPEED[architecture] }) + OVERHEAD_SECONDS,
      0,
    );
  const { lambda, fargate, s3, sqs, cloudfront, mediaConvert } = PRICES;
  const gib = encoder.memoryMegabytes / MEGABYTES_PER_GIB;
  const { vcpuHour, gibHour } = fargate[architecture];
  const containerHour = heavyWorker.vcpus * (vcpuHour + GIB_PER_VCPU * gibHour);
  const pictures = renditions.flatMap((rendition) =>
    rendition.kind === 'video' && !rendition.copied ? [rendition] : [],
  );
  const bits = renditions.reduce(
    (sum, rendition) => sum + (rendition.kind === 'video' ? rendition.maxBitrate : rendition.bitrate),
    0,
  );
  const objects = tasks.reduce((sum, task) => sum + objectsOf(task), 0);
  const viewedSegments = 60 / (outline.segmentSeconds.num / outline.segmentSeconds.den);
  return {
    lambda:
      (secondsIn({ vcpus: encoder.memoryMegabytes / MEGABYTES_PER_VCPU }) * gib * lambda.gibSecond[architecture] +
        tasks.length * (lambda.millionRequests / 1e6)) /
      minutes,
    fargateSpot:
      ((secondsIn({ vcpus: heavyWorker.vcpus }) / SECONDS_PER_HOUR) * containerHour * fargate.spotShare) / minutes,
    mediaConvert: pictures.reduce(
      (sum, { width, height }) =>
        sum + (Math.min(width, height) >= HD_HEIGHT ? mediaConvert.hdMinute : mediaConvert.sdMinute),
      0,
    ),
    requests:
      ((objects * s3.thousandPuts) / 1000 + (tasks.length * MESSAGES_PER_TASK * sqs.millionRequests) / 1e6) / minutes,
    storageMonth: ((bits * 60) / 8 / 1e9) * s3.gigabyteMonth,
    delivery:
      ((DELIVERED_BITRATE * 60) / 8 / 1e9) * cloudfront.gigabyte +
      (2 * viewedSegments * cloudfront.tenThousandRequests) / 10_000,
  };
};

/** Segments in each rendition of the task; a range of sound that goes to the end is one, which makes no difference here. */
const objectsOf = (task: PlannedTask): number => task.renditions.length * (segmentCountOf(task.spec) ?? 1);
