import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../infra/local/postgres.ts';

let parent: string;
let directory: string;
/** A cluster that was started once: making one takes longer than everything else here. */
let seed: string;
const running: RunningPostgres[] = [];

beforeAll(async () => {
  seed = await mkdtemp(join(tmpdir(), 'gilfoyle-postgres-seed-'));
  await (await startPostgres({ directory: seed })).stop();
});
afterAll(() => rm(seed, { recursive: true, force: true }));

beforeEach(async () => {
  // For root this is the hard case: no other account can enter what is above the data.
  parent = await mkdtemp(join(tmpdir(), 'gilfoyle-postgres-'));
  await chmod(parent, 0o700);
  directory = join(parent, 'postgres');
});
afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  await rm(parent, { recursive: true, force: true });
});

const useSeed = () => cp(seed, directory, { recursive: true });

const start = async (): Promise<RunningPostgres> => {
  const postgres = await startPostgres({ directory });
  running.push(postgres);
  return postgres;
};

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

test('what was written is there after a restart, and nobody else gets in', async () => {
  const first = await start();
  await query(first.url, 'create table note (text text)');
  await query(first.url, `insert into note values ('größer')`);
  await first.stop();
  await first.stop();
  const second = await start();
  expect(await query(second.url, 'select text from note')).toEqual([{ text: 'größer' }]);
  const [settings] = await query(
    second.url,
    `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
       current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
       current_setting('server_version_num')::int / 10000 as major`,
  );
  expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '', encoding: 'UTF8', fsync: 'on', major: 18 });
  const wrong = Object.assign(new URL(second.url), { password: 'wrong' }).href;
  await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, 'data'))).mode & 0o777).toBe(0o700);
});

test('a server whose owner was killed gives way, and loses nothing', async () => {
  await useSeed();
  const program = fileURLToPath(new URL('./support/start-and-die.ts', import.meta.url));
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(child.stdout, 'data');
  await query(`${url}`.trim(), 'create table note as select 1 as number');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await start();
  expect(await query(next.url, 'select number from note')).toEqual([{ number: 1 }]);
});

test('a server that no one owns any more is stopped', async () => {
  await useSeed();
  const orphan = await start();
  await query(orphan.url, 'create table note as select 2 as number');
  await writeFile(join(directory, 'parent'), '1234567\n');
  const next = await start();
  expect(await query(next.url, 'select number from note')).toEqual([{ number: 2 }]);
  await expect(query(orphan.url, 'select 1')).rejects.toThrow();
});

test('a server in use is left alone', async () => {
  await useSeed();
  const first = await start();
  await expect(start()).rejects.toThrow(`in use by another Gilfoyle, process ${process.pid}`);
  expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that is killed is started again at its address, with what was written', async () => {
  await useSeed();
  const reports: string[] = [];
  const postgres = await startPostgres({ directory, onError: (_, what) => reports.push(what) });
  running.push(postgres);
  await query(postgres.url, 'create table note as select 1 as number');
  const pid = async () => Number.parseInt(await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
  const killed = await pid();
  process.kill(killed, 'SIGKILL');
  await expect
    .poll(() => query(postgres.url, 'select number from note').catch(() => []), { timeout: 20_000 })
    .toEqual([{ number: 1 }]);
  expect(reports[0]).toBe('PostgreSQL is started again');
  const last = await pid();
  expect(last).not.toBe(killed);
  await postgres.stop();
  await expect(query(postgres.url, 'select 1')).rejects.toThrow();
});

test('a pid file whose number belongs to another process is no obstacle', async () => {
  await useSeed();
  await writeFile(join(directory, 'data', 'postmaster.pid'), `${process.ppid}\n${directory}/data\n1\n5432\n`);
  const next = await start();
  expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a cluster that was not finished is made anew', async () => {
  await useSeed();
  await rm(join(directory, 'data'), { recursive: true });
  await writeFile(join(directory, 'data.new'), 'half of something');
  const next = await start();
  expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that cannot start says what PostgreSQL said', async () => {
  await useSeed();
  const config = join(directory, 'data', 'postgresql.conf');
  await writeFile(config, `${await readFile(config, 'utf8')}\nno_such_setting = 1\n`);
  await expect(start()).rejects.toThrow(/no_such_setting/);
});

test('data of another version is refused with a reason', async () => {
  await useSeed();
  await writeFile(join(directory, 'data', 'PG_VERSION'), '17\n');
  await expect(start()).rejects.toThrow(/made by PostgreSQL 17/);
});
