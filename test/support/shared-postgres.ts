import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../infra/local/postgres.ts';
import { migrate } from '../../shared/ledger/migrate.ts';

/** The migrated database that test files clone. */
export const TEMPLATE = 'template_ledger';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server's own database, which has no tables. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for all test files, with its tables made once. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const directory = await mkdtemp(join(tmpdir(), 'gilfoyle-ledger-'));
  const postgres = await startPostgres({ directory, maxConnections: 200 });
  const admin = new Pool({ connectionString: postgres.url, max: 1 });
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const template = new Pool({ connectionString: databaseUrl(postgres.url, TEMPLATE) });
  await migrate(template);
  await template.end();
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
};

export const databaseUrl = (url: string, name: string): string =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href;
