const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export interface DatabaseRole {
  readonly role: string;
  /** The database that it works in, and that the statement is run in. */
  readonly database: string;
}

/** Longer than connections lie idle in a pool that runs. */
const IDLE_SESSION_TIMEOUT = '60s';

/**
 * One statement that makes a role which signs in by IAM tokens (`rds_iam`, Aurora PostgreSQL) and owns the tables that it
 * makes. It can be repeated: what is there stays as it is. It has no colon, which the Data API takes for a parameter.
 */
export const createRoleStatement = ({ role, database }: DatabaseRole): string => `do $$
declare
  role_name constant text default ${quote(role)};
  database_name constant text default ${quote(database)};
begin
  if not exists (select from pg_roles where rolname = role_name) then
    execute format('create role %I login', role_name);
  end if;
  execute format('grant rds_iam to %I', role_name);
  execute format('grant connect on database %I to %I', database_name, role_name);
  -- Since version 15 nobody but the owner may create tables in public.
  execute format('grant usage, create on schema public to %I', role_name);
  -- A Lambda that stands still does not close its connections, and an open one keeps the database from pausing.
  execute format('alter role %I set idle_session_timeout = %L', role_name, ${quote(IDLE_SESSION_TIMEOUT)});
end
$$`;
