import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_ARGUMENTS } from '../../../infra/set-up/commands.mjs';
import { findProgram } from '../../../infra/set-up/find-program.mjs';
import { PROGRAMS } from '../../support/process-file.ts';
import { FromHost, type ToHost, writeHostSettings } from './host-messages.ts';

export type Ready = Extract<FromHost, { type: 'ready' }>;

export interface ServiceOptions {
  readonly seed: number;
  /** Data, and links to ffmpeg by which our own encoders are known among all processes of the machine. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly tell: (what: string) => void;
}

/** A service that can be killed and started again on the same data, at the same address. */
export interface Service {
  readonly url: string;
  readonly dataFolder: string;
  /** What the commands of our encoders begin with. */
  readonly encoderMark: string;
  /** What the present process said when it was ready. */
  readonly ready: () => Promise<Ready>;
  /** SIGKILL; then a new process, of which this does not wait until it is ready. */
  readonly killAndStart: (pauseMs: number) => Promise<void>;
  readonly jumpClock: (byMs: number) => void;
  readonly clockMs: () => number;
  readonly setTrouble: (isOn: boolean) => void;
  /** Last words of processes that ended without being asked to. */
  readonly crashes: () => readonly string[];
  /** SIGTERM, and whether it ended by itself. */
  readonly stop: () => Promise<void>;
  /** Whatever state it is in. */
  readonly kill: () => Promise<void>;
}

const ROOT = new URL('../../../', import.meta.url).pathname;
const HOST = 'test/chaos/host.ts';
const START_MS = 60_000;
const STOP_MS = 15_000;
const LAST_WORDS = 4000;
/** It is started again after a crash, as whoever runs it would do, to see what else happens. */
const MAX_CRASHES = 5;

export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { seed, folder, settings, tell } = options;
  const dataFolder = join(folder, 'data');
  const programs = join(folder, 'bin');
  const port = await findPort();
  await linkPrograms(programs);
  let clockMs = 0;
  let isTroubled = false;
  let starts = 0;
  const crashes: string[] = [];
  let hasStarted = false;

  const start = (): Running => {
    const child = spawn(process.execPath, [...SERVICE_ARGUMENTS.slice(0, -1), HOST], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...settings,
        PORT: `${port}`,
        GILFOYLE_DATA: dataFolder,
        FFMPEG_PATH: join(programs, 'ffmpeg'),
        FFPROBE_PATH: join(programs, 'ffprobe'),
        LOG_LEVEL: process.env.CHAOS_LOG_LEVEL ?? 'SILENT',
        // Every process has troubles of its own, or each would begin with the same ones.
        ...writeHostSettings({ seed: seed + 1_000_003 * starts++, clockMs }),
      },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    const begun = watch(child, tell);
    begun.crashed.then((words) => {
      crashes.push(words);
      if (hasStarted && crashes.length < MAX_CRASHES) restart();
    });
    return begun;
  };
  const restart = (): void => {
    running = start();
    // Whoever waits for it hears of a failure.
    running.ready.then(() => setTrouble(isTroubled)).catch(() => undefined);
  };

  let running = start();
  const send = (message: ToHost): void => {
    // One that is on its way down has no ears; the next one is told when it starts.
    if (running.child.connected) running.child.send(message, () => undefined);
  };
  const setTrouble = (isOn: boolean): void => {
    isTroubled = isOn;
    send({ type: 'trouble', isOn });
  };
  await running.ready;
  hasStarted = true;

  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    encoderMark: programs,
    ready: () => running.ready,
    killAndStart: async (pauseMs) => {
      await end(running, 'SIGKILL');
      await sleep(pauseMs);
      restart();
    },
    jumpClock: (byMs) => {
      clockMs += byMs;
      send({ type: 'clock', byMs });
    },
    clockMs: () => clockMs,
    setTrouble,
    crashes: () => crashes,
    stop: async () => {
      const isLate = await Promise.race([
        end(running, 'SIGTERM').then(() => false),
        sleep(STOP_MS, true, { ref: false }),
      ]);
      if (!isLate) return;
      await end(running, 'SIGKILL');
      throw new Error(`The service did not stop within ${STOP_MS} ms of SIGTERM`);
    },
    kill: () => end(running, 'SIGKILL'),
  };
};

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
  readonly ended: Promise<unknown>;
  /** Only if it ends without being asked to: its last words. */
  readonly crashed: Promise<string>;
  isAskedToEnd: boolean;
}

const watch = (child: ChildProcess, tell: (what: string) => void): Running => {
  const ready = Promise.withResolvers<Ready>();
  let words = '';
  child.stderr?.on('data', (bytes) => {
    words = (words + bytes).slice(-LAST_WORDS);
    if (process.env.CHAOS_LOG_LEVEL) process.stderr.write(bytes);
  });
  child.on('message', (message) => {
    const said = FromHost.parse(message);
    if (said.type === 'fault') tell(said.what);
    else ready.resolve(said);
  });
  const fail = (what: string): void => ready.reject(new Error(`The service ${what}. It said:\n${words}`));
  const timer = setTimeout(fail, START_MS, `was not ready within ${START_MS} ms`);
  ready.promise.finally(() => clearTimeout(timer)).catch(() => undefined);
  const ended = once(child, 'close');
  const crashed = Promise.withResolvers<string>();
  const running = { child, ready: ready.promise, ended, crashed: crashed.promise, isAskedToEnd: false };
  ended.then(([code, signal]) => {
    fail(`ended (${code ?? signal})`);
    if (!running.isAskedToEnd) crashed.resolve(`it ended (${code ?? signal}) after it had said:\n${words}`);
  });
  return running;
};

const end = async (running: Running, signal: NodeJS.Signals): Promise<void> => {
  const { child, ended } = running;
  running.isAskedToEnd = true;
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
};

const linkPrograms = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const path = findProgram(program, process.env);
    if (path === undefined) throw new Error(`${program} is not on the PATH`);
    await symlink(path, join(folder, name));
  }
};

/** Below those that systems give to whoever asks for any: nobody takes it while the service is down. */
const [FIRST_PORT, PORTS] = [20_000, 10_000];

const findPort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
};
