import { Pool } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createRoleStatement } from '../../infra/aws/database/create-role-statement.ts';
import { migrate } from '../../shared/ledger/migrate.ts';
import { clonePostgres } from '../support/clone-postgres.ts';
import { databaseUrl } from '../support/shared-postgres.ts';

const ROLE = 'gilfoyle_of_test';
const PASSWORD = 'only-here';
let master: Pool;
let database: string;

beforeAll(async () => {
  master = await clonePostgres({ empty: true });
  database = (await master.query('select current_database() as name')).rows[0].name;
  // What Aurora PostgreSQL has, and no other.
  await master.query('create role rds_iam');
});
afterAll(async () => {
  await master.query(`drop owned by ${ROLE}, rds_iam`);
  await master.query(`drop role if exists ${ROLE}, rds_iam`);
  await master.end();
});

test('the role can be made twice, signs in by IAM, and runs the migrations', async () => {
  const statement = createRoleStatement({ role: ROLE, database });
  // The Data API takes a colon for a parameter.
  expect(statement).not.toContain(':');
  await master.query(statement);
  await master.query(statement);
  const { rows } = await master.query(
    `select rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, pg_has_role($1, 'rds_iam', 'member') as iam
     from pg_roles where rolname = $1`,
    [ROLE],
  );
  expect(rows).toEqual([{ rolcanlogin: true, rolsuper: false, rolcreatedb: false, rolcreaterole: false, iam: true }]);

  // A token is a password to PostgreSQL; this one has no IAM that could check it.
  await master.query(`alter role ${ROLE} password '${PASSWORD}'`);
  const url = Object.assign(new URL(databaseUrl(inject('postgresUrl'), database)), {
    username: ROLE,
    password: PASSWORD,
  });
  const pool = new Pool({ connectionString: url.href });
  try {
    await migrate(pool);
    const { rows: owners } = await pool.query(`select distinct tableowner from pg_tables where schemaname = 'public'`);
    expect(owners).toEqual([{ tableowner: ROLE }]);
    expect((await pool.query('show idle_session_timeout')).rows).toEqual([{ idle_session_timeout: '1min' }]);
    await migrate(pool);
  } finally {
    await pool.end();
  }
});

test('names cannot break out of the statement', async () => {
  const statement = createRoleStatement({ role: `x"; drop table media; --'`, database });
  await master.query('begin');
  await master.query(statement);
  const { rows } = await master.query('select rolname from pg_roles where rolname like $1', ['x%']);
  await master.query('rollback');
  expect(rows).toEqual([{ rolname: `x"; drop table media; --'` }]);
});
