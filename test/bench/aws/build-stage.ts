import type { FunctionSpec } from '../../../infra/topology.ts';
import type { Random } from '../../support/random.ts';
import type { Clock } from '../simulation/clock.ts';
import { createEventSource, type EventSource, type Ramp } from '../simulation/event-source.ts';
import { createFairQueue } from '../simulation/fair-queue.ts';
import { createLambda } from '../simulation/lambda.ts';
import { type Process, play } from '../simulation/process.ts';
import type { Semaphore } from '../simulation/semaphore.ts';
import { drawFactor, drawSpread } from '../simulation/spread.ts';
import {
  COLD_LAYER,
  COLD_START,
  MEGABYTES_PER_VCPU,
  SCALING_RATE,
  SPEED_SIGMA,
  SQS_DELIVERY,
  standardRamp,
} from './aws-facts.ts';

/** Where a message is worked on. */
export interface Place {
  readonly vcpus: number;
  /** Of each of them. */
  readonly speed: number;
}

export interface StageOptions<T> {
  readonly clock: Clock;
  readonly random: Random;
  readonly account: Semaphore;
  readonly spec: Pick<FunctionSpec, 'trigger' | 'memoryMegabytes' | 'ffmpeg'>;
  readonly vcpuSpeed: number;
  readonly warm: number;
  /** @default Lambda's usual one */
  readonly ramp?: Ramp | undefined;
  readonly work: (messages: readonly T[], place: Place) => Process;
  /** Hears of the billed time of each invocation. */
  readonly bill: (gibSeconds: number) => void;
}

const MEGABYTES_PER_GIB = 1024;

/** A queue and its function, as the topology has them. */
export const buildStage = <T>(options: StageOptions<T>): EventSource<T> => {
  const { clock, random, account, spec, vcpuSpeed, warm, work, bill } = options;
  const { trigger, memoryMegabytes } = spec;
  if (trigger.kind !== 'queue') throw new Error('a stage drains a queue');
  const { concurrency, batchSize } = trigger;
  const lambda = createLambda({
    ...{ clock, account, warm, scaling: SCALING_RATE },
    coldStart: () => drawSpread(random, COLD_START) + (spec.ffmpeg ? drawSpread(random, COLD_LAYER) : 0),
    speed: () => vcpuSpeed * drawFactor(random, SPEED_SIGMA),
  });
  return createEventSource<T>({
    ...{ clock, batchSize, queue: createFairQueue<T>() },
    ramp: options.ramp ?? standardRamp(typeof concurrency === 'number' ? concurrency : concurrency.onAws),
    latency: () => drawSpread(random, SQS_DELIVERY),
    invoke: (messages, deleteThem) =>
      lambda.invoke((speed, end) => {
        const begun = clock.now();
        const place = { vcpus: memoryMegabytes / MEGABYTES_PER_VCPU, speed };
        play(clock, work(messages, place), () => {
          bill(((clock.now() - begun) * memoryMegabytes) / MEGABYTES_PER_GIB);
          end();
          deleteThem();
        });
      }),
  });
};
