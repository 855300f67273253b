import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../support/random.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { checkEnding, type Fingerprints, fingerprints, type Promised } from './support/check-ending.ts';
import { type Counts, createCounts } from './support/counts.ts';
import { disturb } from './support/disturb.ts';
import { listProcesses } from './support/list-processes.ts';
import { MAX_SOURCES, makeSources, type Source } from './support/make-sources.ts';
import { createClient } from './support/patient-client.ts';
import { countMessages, type Ending, isPurging, readEnding } from './support/read-ending.ts';
import { type Service, startService } from './support/start-service.ts';
import { uploadSource } from './support/upload-source.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly medias: number;
  /** Clients begin within this time. */
  readonly arrivalSeconds: number;
  /** How long things go wrong. */
  readonly chaosSeconds: number;
  /** How many of the medias are deleted again, mostly while they are worked on. */
  readonly deletedShare: number;
  /** Between two things that are killed, jumped or restarted. */
  readonly pauseMs: readonly [number, number];
  /** Until everything has come to rest once the faults have stopped. */
  readonly restSeconds: number;
  readonly say: (line: string) => void;
}

export interface ChaosResult {
  /** Empty if everything is as it should be. */
  readonly problems: readonly string[];
  readonly counts: Counts;
  readonly medias: number;
  readonly tasks: number;
  readonly tries: number;
  readonly seconds: number;
  readonly calmSeconds: number;
  readonly calmMedias: number;
}

/** Two small rungs, and retries enough: faults come far more often here than in earnest. */
const SETTINGS = {
  GILFOYLE_ENCODING__LADDER: JSON.stringify(SMALL_LADDER),
  GILFOYLE_ENCODING__RETRIES: '3',
  GILFOYLE_UPLOAD__MULTIPART_THRESHOLD_BYTES: '5242880',
  GILFOYLE_UPLOAD__PART_BYTES: '5242880',
};

/**
 * Uploads each source once to a calm service, then `medias` of them to one in which everything goes wrong, and compares.
 * The faults come from the seed: when they come differs from run to run with the machine's pace, which they are does not.
 */
export const runChaos = async (options: ChaosOptions): Promise<ChaosResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-chaos-'));
  try {
    const sources = await makeSources(folder, Math.min(options.medias, MAX_SOURCES));
    const calm = await runCalm(join(folder, 'calm'), sources, options);
    const rough = await runRough(join(folder, 'rough'), sources, calm.prints, options);
    return {
      ...rough,
      problems: [...calm.problems, ...rough.problems],
      calmSeconds: calm.seconds,
      calmMedias: sources.length,
    };
  } finally {
    if (!process.env.CHAOS_KEEP) await rm(folder, { recursive: true, force: true });
  }
};

/** Longer than any client should have to wait. */
const CALM_SECONDS = 120;

const runCalm = async (folder: string, sources: readonly Source[], options: ChaosOptions) => {
  const counts = createCounts();
  return withService(folder, options, counts, async (service) => {
    const began = performance.now();
    const signal = AbortSignal.timeout(CALM_SECONDS * 1000);
    const { promised, problems } = await uploadAll(
      service,
      sources,
      { ...options, arrivalSeconds: 0, deletedShare: 0 },
      counts,
      signal,
    );
    await untilAtRest(service, promised, signal);
    const seconds = secondsSince(began);
    const ending = await readEnding(service);
    const prints: Fingerprints = fingerprints(ending, promised);
    problems.push(...checkEnding(ending, promised, prints));
    options.say(`calm run: ${sources.length} medias in ${seconds.toFixed(1)} s`);
    return { seconds, prints, problems: problems.map((problem) => `calm run: ${problem}`) };
  });
};

const runRough = async (folder: string, sources: readonly Source[], calm: Fingerprints, options: ChaosOptions) => {
  const { seed, chaosSeconds, restSeconds, medias, say, pauseMs } = options;
  const counts = createCounts();
  return withService(folder, options, counts, async (service) => {
    const began = performance.now();
    const limit = AbortSignal.timeout((chaosSeconds + restSeconds) * 1000);
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), chaosSeconds * 1000);
    service.setTrouble(true);
    const several = Array.from({ length: medias }, (_, i) => sources[i % sources.length] as Source);
    const working = work(service, several, options, counts, limit).finally(() => over.abort());
    await disturb({ service, seed, pauseMs, tell: counts.add, signal: over.signal });
    clearTimeout(timer);
    service.setTrouble(false);
    say(`the faults have stopped after ${secondsSince(began).toFixed(1)} s`);
    await untilHealthy(service, limit).catch((error: unknown) => say(`it does not become healthy: ${error}`));
    const passing = letTimePass(service);
    const { promised, problems } = await working.finally(() => clearInterval(passing));
    const seconds = secondsSince(began);
    say(`at rest after ${seconds.toFixed(1)} s`);
    const ending = await readEnding(service);
    problems.push(...checkEnding(ending, promised, calm));
    return { ...countWork(ending), counts, problems, seconds };
  });
};

/** Never rejects: what did not come to rest is a problem like others. */
const work = async (
  service: Service,
  sources: readonly Source[],
  options: ChaosOptions,
  counts: Counts,
  limit: AbortSignal,
): Promise<Uploaded> => {
  const uploaded = await uploadAll(service, sources, options, counts, limit);
  try {
    await untilAtRest(service, uploaded.promised, limit);
  } catch (error) {
    uploaded.problems.push(`it did not come to rest within ${options.restSeconds} s (${error})`);
  }
  return uploaded;
};

/** Less than what signatures may be late, so that nothing under way is refused for it. */
const STEP_MS = 600_000;
const STEP_EVERY_MS = 4000;

/** What comes to rest by waiting does so soon: a message that is hidden, sweep's half an hour until it asks after a task. */
const letTimePass = (service: Service): NodeJS.Timeout => {
  service.jumpClock(STEP_MS);
  return setInterval(() => service.jumpClock(STEP_MS), STEP_EVERY_MS);
};

const withService = async <T extends { readonly problems: readonly string[] }>(
  folder: string,
  { seed }: ChaosOptions,
  counts: Counts,
  work: (service: Service) => Promise<T>,
): Promise<T> => {
  await mkdir(folder);
  const service = await startService({ folder, seed, settings: SETTINGS, tell: counts.add });
  try {
    const result = await work(service);
    await service.stop();
    const left = await listProcesses(folder);
    const problems = [
      ...result.problems,
      ...service.crashes().map((words) => `the service ended by itself: ${words}`),
      ...left.map(({ command }) => `a process was left: ${command}`),
    ];
    return { ...result, problems };
  } finally {
    await service.kill();
    for (const { pid } of await listProcesses(folder)) process.kill(pid, 'SIGKILL');
  }
};

const DELETED_WITHIN_MS = 4000;

interface Uploaded {
  /** Without those that were deleted: nothing must be left of them. */
  readonly promised: Promised;
  readonly problems: string[];
}

/** Ends when every client has done its part. */
const uploadAll = async (
  service: Service,
  sources: readonly Source[],
  { seed, arrivalSeconds, deletedShare }: ChaosOptions,
  counts: Counts,
  signal: AbortSignal,
): Promise<Uploaded> => {
  const client = createClient(service.url, signal);
  const promised = new Map<string, Source>();
  const problems: string[] = [];
  const upload = async (source: Source, i: number): Promise<void> => {
    const random = createRandom(seed, `client ${i}`);
    try {
      await sleep(random.between(0, arrivalSeconds * 1000), undefined, { signal });
      const idempotencyKey = `${seed}-${i}`;
      const id = await uploadSource({ client, source, random, idempotencyKey, tell: counts.add });
      if (!random.isTrue(deletedShare)) return void promised.set(id, source);
      counts.add('client: deleted');
      await sleep(random.between(0, DELETED_WITHIN_MS), undefined, { signal });
      // A repeated one finds nothing.
      await client.call('DELETE', `/v1/medias/${id}`, { expected: [404] });
    } catch (error) {
      problems.push(`${source.name} could not be uploaded: ${error}`);
    }
  };
  await Promise.all(sources.map(upload));
  return { promised, problems };
};

const LOOK_MS = 250;

/** Every media has ended, no message is left anywhere, and of deleted medias nothing is left to be removed. */
const untilAtRest = async (service: Service, promised: Promised, signal: AbortSignal): Promise<void> => {
  const client = createClient(service.url, signal);
  for (const id of promised.keys()) {
    for (;;) {
      const { body } = await client.call<{ status: string }>('GET', `/v1/medias/${id}`);
      if (body.status === 'Ready' || body.status === 'Errored') break;
      await sleep(LOOK_MS, undefined, { signal });
    }
  }
  const isDone = () =>
    Promise.all([countMessages(service), isPurging(service)]).then(
      ([{ size }, isPending]) => size === 0 && !isPending,
      () => false,
    );
  while (!(await isDone())) await sleep(LOOK_MS, undefined, { signal });
};

const untilHealthy = (service: Service, signal: AbortSignal) =>
  createClient(service.url, signal).call('GET', '/healthz');

const countWork = ({ medias }: Ending) => {
  const tasks = medias.flatMap((end) => end.tasks);
  const tries = medias.flatMap(({ events }) => events.filter(({ type }) => type === 'task.started'));
  return { medias: medias.length, tasks: tasks.length, tries: tries.length };
};

const secondsSince = (began: number): number => (performance.now() - began) / 1000;
