import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../support/random.ts';
import { listProcesses } from './list-processes.ts';
import type { Service } from './start-service.ts';

export interface DisturbOptions {
  readonly service: Service;
  readonly seed: number;
  readonly tell: (what: string) => void;
  /** Ends the disturbances. */
  readonly signal: AbortSignal;
  /** Between two of them. */
  readonly pauseMs: readonly [number, number];
}

type Disturbance = (options: DisturbOptions, random: Random) => Promise<void>;

/** Kills and restarts what runs, one after the other: each kind at least once, and then again until told to stop. */
export const disturb = async (options: DisturbOptions): Promise<void> => {
  const { seed, signal, pauseMs } = options;
  const random = createRandom(seed, 'disturbances');
  for (let round = 0; ; round++) {
    for (const disturbance of random.shuffle(DISTURBANCES)) {
      if (round > 0 && signal.aborted) return;
      await sleep(random.between(...pauseMs));
      await disturbance(options, random);
    }
  }
};

const killService: Disturbance = async ({ service, tell }, random) => {
  tell('kill: service');
  await service.killAndStart(random.between(0, 500));
  if (random.isTrue(0.3)) {
    // On its way up.
    await sleep(random.between(0, 1500));
    tell('kill: service');
    await service.killAndStart(0);
  }
  await service.ready();
};

const WAIT_FOR_ENCODER_MS = 4000;

const killEncoder: Disturbance = async ({ service, tell, signal }, random) => {
  const deadline = performance.now() + WAIT_FOR_ENCODER_MS;
  while (performance.now() < deadline && !signal.aborted) {
    const [first, ...others] = await listProcesses(service.encoderMark);
    if (first && kill(random.pick([first, ...others]).pid, 'SIGKILL')) {
      tell(`kill: ${first.command.includes('ffprobe') ? 'ffprobe' : 'ffmpeg'}`);
      return;
    }
    await sleep(10);
  }
};

const killDatabase: Disturbance = ({ service, tell }) =>
  signalDatabase(service, 'SIGKILL', () => tell('kill: PostgreSQL'));
const stopDatabase: Disturbance = ({ service, tell }) =>
  signalDatabase(service, 'SIGINT', () => tell('restart: PostgreSQL'));

const signalDatabase = async ({ dataFolder }: Service, signal: NodeJS.Signals, tell: () => void): Promise<void> => {
  const file = await readFile(join(dataFolder, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(file, 10);
  if (pid > 0 && kill(pid, signal)) tell();
};

const kill = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // it has just ended
  }
};

/** Far enough for sweep to think that messages are late, and now and then a little back. */
const FORWARD_MS = [5_000, 200_000] as const;
const BACK_MS = [500, 5_000] as const;

const jumpClock: Disturbance = async ({ service, tell }, random) => {
  const isBack = random.isTrue(0.3);
  service.jumpClock(Math.round(isBack ? -random.between(...BACK_MS) : random.between(...FORWARD_MS)));
  tell(`clock: jumped ${isBack ? 'back' : 'forward'}`);
};

const DISTURBANCES = [killService, killEncoder, killEncoder, killDatabase, stopDatabase, jumpClock];
