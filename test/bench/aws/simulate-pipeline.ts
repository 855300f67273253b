import { awsTopology, KEPT_WARM, type Topology } from '../../../infra/aws/aws-topology.ts';
import type { FunctionName } from '../../../infra/topology.ts';
import { TASK_QUEUES } from '../../../shared/media/choose-queue.ts';
import type { PlannedTask } from '../../../shared/media/rendition.ts';
import { createRandom } from '../../support/random.ts';
import { createClock } from '../simulation/clock.ts';
import { createContainers } from '../simulation/containers.ts';
import type { EventSource } from '../simulation/event-source.ts';
import { type Process, play, sideBySide } from '../simulation/process.ts';
import { createSemaphore } from '../simulation/semaphore.ts';
import { drawFactor, drawSpread, type Spread } from '../simulation/spread.ts';
import * as facts from './aws-facts.ts';
import { buildStage, type Place, type StageOptions } from './build-stage.ts';
import { type Arrival, createRestPlanner, type Media, planArrivals, type QueuedTask } from './media.ts';
import { taskSeconds } from './task-seconds.ts';
import type { World } from './world.ts';

/** What became of a file, in seconds from the end of its upload; undefined if the simulation was over before. */
export interface Ending {
  /** A player has the first segment. */
  readonly firstPlay: number | undefined;
  readonly ready: number | undefined;
}

export interface Simulated {
  /** In the order of the arrivals. */
  readonly endings: readonly Ending[];
  /** Lambdas at once, at most. */
  readonly peak: number;
  /** What all Lambdas are billed for. */
  readonly gibSeconds: number;
}

interface Report {
  readonly media: Media;
  /** Absent: it was begun. */
  readonly done?: PlannedTask;
}

const AGAIN_SECONDS = 0.05;

/** Runs the system with these uploads: every queue and function of the topology, with the real plan of each source. */
export const simulatePipeline = (
  world: World,
  arrivals: readonly Arrival[],
  isOver?: (endings: readonly Ending[]) => boolean,
): Simulated => {
  const { config, seed } = world;
  const clock = createClock();
  const random = createRandom(seed, 'aws');
  const account = createSemaphore(world.accountConcurrency);
  const topology = describeTopology(world);
  const vcpuSpeed = facts.VCPU_SPEED[config.aws.architecture] * (world.speedFactor ?? 1);
  const take = (spread: Spread): number => drawSpread(random, spread);
  const medias = planArrivals(world, arrivals);
  const planRest = createRestPlanner();
  let gibSeconds = 0;

  const stage = <T>(
    name: FunctionName,
    work: StageOptions<T>['work'],
    ramp?: StageOptions<T>['ramp'],
  ): EventSource<T> =>
    buildStage<T>({
      ...{ clock, random, account, vcpuSpeed, ramp, work },
      spec: topology[name],
      warm: KEPT_WARM.includes(name) ? (world.warm ?? 0) : 0,
      bill: (more) => {
        gibSeconds += more;
      },
    });

  function* statements(count: number, rows = 0): Process {
    yield count * take(facts.STATEMENT) + rows * facts.SECONDS_PER_TASK_ROW + take(facts.COMMIT);
  }

  /** In batches, one after the other, each queue for itself. */
  function* sendTasks(media: Media, tasks: readonly QueuedTask[]): Process {
    for (const queue of TASK_QUEUES) {
      const ofQueue = tasks.filter((each) => each.queue === queue);
      for (let sent = 0; sent < ofQueue.length; sent += facts.SQS_BATCH) {
        yield take(facts.SQS_CALL);
        for (const { task } of ofQueue.slice(sent, sent + facts.SQS_BATCH)) {
          if (queue === 'heavy') heavy.send({ media, task });
          else encoders[queue].send({ media, task }, media.group);
        }
      }
    }
  }

  const ingest = stage<Media>('ingest', function* ([media], place): Process {
    if (!media) return;
    const { cpuSeconds, reads } = facts.PROBE;
    yield (2 + reads) * take(facts.S3_CALL) + cpuSeconds / (Math.min(1, place.vcpus) * place.speed);
    yield* statements(facts.STATEMENTS.perPlan, media.tasks.length);
    yield* sendTasks(media, media.tasks);
  });

  interface Work {
    readonly media: Media;
    readonly task: PlannedTask;
  }

  function* doTask({ media, task }: Work, place: Place): Process {
    yield take(facts.SQS_CALL);
    record.send({ media });
    // The index and the first bytes.
    yield 2 * take(facts.S3_CALL);
    yield taskSeconds(task, place) * drawFactor(random, facts.TASK_SIGMA);
    // The last segments.
    yield take(facts.S3_CALL) + take(facts.SQS_CALL);
    record.send({ media, done: task });
  }

  function* doTasks([work]: readonly Work[], place: Place): Process {
    if (work) yield* doTask(work, place);
  }

  const encoders = {
    first: stage<Work>('first', doTasks),
    soon: stage<Work>('soon', doTasks),
    transcode: stage<Work>('transcode', doTasks, world.pollers && facts.provisionedRamp(world.pollers)),
  };
  const heavy = createContainers<Work>({
    ...{ clock, lookSeconds: facts.CONTAINER_LOOK_SECONDS, maxTasks: config.aws.heavyWorker.maxTasks },
    start: () => take(facts.CONTAINER_START),
    work: (work, done) => play(clock, doTask(work, { vcpus: config.aws.heavyWorker.vcpus, speed: vcpuSpeed }), done),
  });

  function* recordMedia(media: Media, reports: readonly Report[]): Process {
    const done = reports.flatMap((report) => (report.done ? [report.done] : []));
    const rest = done.flatMap(({ spec }) => (spec.kind === 'prepare' ? planRest(spec) : []));
    yield media.ledger.enter;
    const { perBatch, perStart, perSuccess } = facts.STATEMENTS;
    const starts = reports.length - done.length;
    yield* statements(perBatch + perStart * starts + perSuccess * done.length, rest.length);
    if (rest.length > 0) {
      media.tasks = [...media.tasks, ...rest];
      media.prefix.add(rest.map(({ task }) => task));
    }
    for (const task of done) media.prefix.complete(task);
    media.ledger.leave();
    yield* sendTasks(media, rest);
    const isDue = media.prefix.open === 0 || media.prefix.size > media.published;
    if (!isDue || done.length === 0) return;
    yield take(facts.SQS_CALL);
    publish.send(media);
  }

  const record = stage<Report>('record', function* (reports): Process {
    const byMedia = Map.groupBy(reports, ({ media }) => media);
    yield sideBySide(
      clock,
      [...byMedia].map(([media, own]) => recordMedia(media, own)),
    );
  });

  const publish = stage<Media>('publish', function* ([media]): Process {
    while (media && media.ready === undefined) {
      const { prefix } = media;
      yield* statements(facts.STATEMENTS.perPublish, media.tasks.length);
      if (prefix.open > 0 && prefix.size <= media.published) return;
      const { version } = media;
      yield take(facts.S3_CALL);
      yield* statements(facts.STATEMENTS.perPublish, media.tasks.length);
      const { size, open } = prefix;
      // Playlists of tracks, then those that name them.
      yield take(facts.S3_CALL) + take(facts.S3_CALL);
      if (media.version !== version) {
        yield AGAIN_SECONDS;
        continue;
      }
      media.version++;
      media.published = size;
      const since = clock.now() - media.uploadedAt;
      media.firstPlay ??= since + facts.PLAYER_REQUESTS * take(facts.PLAYER_REQUEST);
      yield* statements(facts.STATEMENTS.perPublish);
      if (open === 0) media.ready = clock.now() - media.uploadedAt;
    }
  });

  for (const media of medias) {
    const { probability, seconds } = facts.S3_EVENT_IS_LATE;
    const late = random.isTrue(probability) ? seconds : 0;
    clock.after(media.uploadedAt + take(facts.S3_EVENT) + late, () => ingest.send(media));
  }
  const endings = (): readonly Ending[] => medias.map(({ firstPlay, ready }) => ({ firstPlay, ready }));
  clock.run(isOver && (() => isOver(medias as readonly Ending[])));
  return { endings: endings(), peak: account.peak(), gibSeconds };
};

const describeTopology = ({ config, concurrency = {} }: World): Topology => {
  const topology = awsTopology(config.aws);
  const changed = Object.entries(concurrency).map(([name, count]) => {
    const spec = topology[name as FunctionName];
    return [name, { ...spec, trigger: { ...spec.trigger, concurrency: count } }];
  });
  return { ...topology, ...Object.fromEntries(changed) };
};
