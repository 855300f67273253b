import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, open, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepPostgresUp } from './keep-postgres-up.ts';
import { choosePostgresAccount, giveTo, type PostgresAccount } from './postgres-account.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { clearLeftover, readPostmaster } from './postgres-leftover.ts';

export interface PostgresOptions {
  /** Everything is kept here and survives restarts. Created when missing; one process at a time. */
  readonly directory: string;
  readonly log?: (message: string) => void;
  /** Told when the server ends without being asked to, and when it can't be started again. */
  readonly onError?: (error: Error, what: string) => void;
  /** @default 50 */
  readonly maxConnections?: number;
}

export interface RunningPostgres {
  readonly url: string;
  /** Ends open connections, writes everything out. */
  readonly stop: () => Promise<void>;
}

/**
 * A real PostgreSQL on 127.0.0.1, on a free port. In `directory`: `data/` (the cluster, made by initdb on first use under
 * another name, so that one cut short is not taken for whole), `password` (only its owner may read it), `log` (of the
 * last start), `parent` (our process id: tells an orphan from a server in use).
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const { log = () => undefined, onError = () => undefined, maxConnections = 50 } = options;
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const files = describeFiles(directory);
  const binaries = await findPostgresBinaries();
  const account = await choosePostgresAccount(directory, binaries.postgres);
  await clearLeftover(files.data, files.parent);
  await writeFile(files.parent, `${process.pid}\n`);

  const password = await readOrMakePassword(files.password);
  if (!(await findVersion(files.data))) {
    log('creating the database cluster');
    await createCluster(files, account, binaries);
  }
  await requireVersion(files.data);
  await giveTo(account, files.data);
  await chmod(files.data, 0o700);

  const startOn = async (port: number) => {
    const settings = [...SETTINGS, `max_connections=${maxConnections}`, `port=${port}`];
    const server = await launch(files, account, binaries, settings);
    await waitUntilReady(server, files);
    server.process.unref();
    log(`PostgreSQL listens on 127.0.0.1:${port}`);
    return { ended: server.ended, stop: () => stop(server) };
  };

  for (let tries = 1; ; tries++) {
    const port = await findFreePort();
    try {
      const stopKept = keepPostgresUp(await startOn(port), { restart: () => startOn(port), onError });
      return { url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`, stop: stopKept };
    } catch (error) {
      // Someone else took the port, or backends of a killed server are still going.
      const passes = error instanceof Error && /Address already in use|could not bind|still in use/.test(error.message);
      if (!passes || tries === MAX_TRIES) throw error;
      await sleep(200 * tries);
    }
  }
};

const USER = 'gilfoyle';
const MAJOR_VERSION = '18';
const MAX_TRIES = 5;
const READY_SECONDS = 60; // recovery after a crash takes a while on a slow disk

/** For small machines; nothing but the loopback interface can reach it. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',

  'shared_buffers=32MB',
  'max_wal_size=256MB',
  'io_method=sync',
  // Whoever gave a statement up has gone: it need not go on, nor keep what it has locked. Windows cannot tell.
  ...(platform() === 'win32' ? [] : ['client_connection_check_interval=5s']),
  'timezone=UTC',
  'log_timezone=UTC',
  'logging_collector=off',
  'log_min_error_statement=panic',
];

type Files = ReturnType<typeof describeFiles>;

const describeFiles = (directory: string) => ({
  directory,
  data: join(directory, 'data'),
  password: join(directory, 'password'),
  log: join(directory, 'log'),
  parent: join(directory, 'parent'),
});

const readOrMakePassword = async (path: string): Promise<string> => {
  const password = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (password !== '') return password;
  const made = randomBytes(24).toString('hex');
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  return made;
};

const findVersion = async (data: string): Promise<string | undefined> =>
  (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined))?.trim();

const requireVersion = async (data: string): Promise<void> => {
  const version = await findVersion(data);
  if (version === MAJOR_VERSION) return;
  throw new Error(
    `${data} was made by PostgreSQL ${version}, and this is ${MAJOR_VERSION}: export it with the former version first`,
  );
};

const createCluster = async (files: Files, account: PostgresAccount, { initdb }: PostgresBinaries): Promise<void> => {
  const unfinished = `${files.data}.new`;
  const passwordFile = `${files.password}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await giveTo(account, unfinished);
  // initdb reads it as the other user.
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, await readFile(files.password), { mode: 0o600 });
  await giveTo(account, passwordFile);
  const child = await spawnLogged(files, account, [
    initdb,
    `--pgdata=${unfinished}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ]);
  const code = await child.ended;
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new Error(`initdb failed in ${files.directory}: ${await readLastLines(files.log)}`);
  await rm(files.data, { recursive: true, force: true });
  await rename(unfinished, files.data);
};

interface Server {
  readonly process: ChildProcess;
  /** The exit code or signal; never rejects. */
  readonly ended: Promise<number | string>;
  readonly hasEnded: () => boolean;
}

const launch = (files: Files, account: PostgresAccount, { postgres }: PostgresBinaries, settings: readonly string[]) =>
  spawnLogged(files, account, [postgres, '-D', files.data, ...settings.flatMap((setting) => ['-c', setting])]);

const spawnLogged = async (files: Files, account: PostgresAccount, command: readonly string[]): Promise<Server> => {
  const [file = '', ...args] = account.wrap(command);
  const log = await open(files.log, 'w', 0o600);
  try {
    const child = spawn(file, args, {
      ...account.identity,
      cwd: files.directory,
      // A file, not a pipe: it must outlive us. Its own process group: Ctrl-C is for us, and we stop it last.
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    });
    let ended = false;
    const end = once(child, 'exit').then(
      ([code, signal]: (number | string)[]) => code ?? signal ?? 'unknown',
      (error: Error) => error.message,
    );
    return { process: child, ended: end.finally(() => (ended = true)), hasEnded: () => ended };
  } finally {
    await log.close();
  }
};

const waitUntilReady = async (server: Server, files: Files): Promise<void> => {
  const end = performance.now() + READY_SECONDS * 1000;
  for (;;) {
    if (server.hasEnded()) {
      throw new Error(`PostgreSQL did not start (${await server.ended}): ${await readLastLines(files.log)}`);
    }
    const postmaster = await readPostmaster(files.data);
    if (postmaster?.pid === server.process.pid && postmaster?.status === 'ready') return;
    if (performance.now() > end) {
      await stop(server);
      throw new Error(`PostgreSQL was not ready in ${READY_SECONDS} s: ${await readLastLines(files.log)}`);
    }
    await sleep(15);
  }
};

/** SIGINT is the fast shutdown. */
const stop = async (server: Server): Promise<void> => {
  if (server.hasEnded()) return;
  server.process.ref();
  server.process.kill('SIGINT');
  await server.ended;
};

const readLastLines = async (log: string): Promise<string> =>
  (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-12).join('\n');

const findFreePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port was found on 127.0.0.1');
  return address.port;
};
