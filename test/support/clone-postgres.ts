import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { inject } from 'vitest';
import { databaseUrl, TEMPLATE } from './shared-postgres.ts';

/** A database of the test file's own: migrated, or empty. The server goes at the end, and the database with it. */
export const clonePostgres = async ({ empty = false, max = 10 } = {}): Promise<Pool> => {
  const url = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new Pool({ connectionString: url, max: 1 });
  await admin.query(`create database ${name} template ${empty ? 'template0' : TEMPLATE}`);
  await admin.end();
  return new Pool({ connectionString: databaseUrl(url, name), max });
};
