import { Pool, type PoolConfig } from 'pg';
import { retryConflicts } from '../ledger/retry-conflicts.ts';
import type { Deps } from './deps.ts';
import type { Environment } from './environment.ts';
import { fetchDatabaseUrl } from './fetch-database-url.ts';
import { signDatabaseToken } from './sign-database-token.ts';
import { DATABASE_CONNECT_MS, DATABASE_STATEMENT_MS } from './time-limits.ts';

const IDLE_TIMEOUT_MS = 30_000;

/** Aurora DSQL ends connections after 60 minutes, but not in the midst of a transaction, which may take 5. */
const MAX_LIFETIME_SECONDS = 50 * 60;

type PoolEnvironment = Pick<Environment, 'database' | 'databasePoolSize' | 'region' | 'credentials' | 'endpoints'>;

const refuse = (): never => {
  throw new Error('This function was given no database (DATABASE_URL, DATABASE_SECRET and DATABASE_HOST are not set)');
};

const describeConnection = async (environment: PoolEnvironment): Promise<PoolConfig> => {
  const { database } = environment;
  switch (database?.kind) {
    // Without an address pg would try the one of its own defaults; a function without the permission must hear why.
    case undefined:
      return { stream: refuse };
    case 'url':
      return { connectionString: database.url };
    case 'secret':
      return { connectionString: await fetchDatabaseUrl(database.secret, environment) };
    case 'iam': {
      const { host, port, user, name } = database;
      // pg asks for the password whenever it opens a connection.
      return { host, port, user, database: name, ssl: true, password: () => signDatabaseToken(database, environment) };
    }
    default:
      return database satisfies never;
  }
};

/** A statement outside of a transaction is one of its own, and may be refused like one. */
const repeatRefused = (pool: Pool): Pool => {
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  return Object.assign(pool, { query: (...args: unknown[]) => retryConflicts(() => query(...args)) });
};

/** Small, because on Lambda every function instance has one of its own. Connects when it is first used. */
export const createPool = async (environment: PoolEnvironment, logger: Deps['logger']): Promise<Pool> => {
  const pool = new Pool({
    ...(await describeConnection(environment)),
    max: environment.databasePoolSize,
    connectionTimeoutMillis: DATABASE_CONNECT_MS,
    // By the client's clock: Aurora DSQL has no `statement_timeout`, and a server that is silent keeps none.
    query_timeout: DATABASE_STATEMENT_MS,
    keepAlive: true,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
    application_name: 'gilfoyle',
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  // The error itself drags its whole connection along.
  pool.on('error', ({ message }) => logger.warn('A database connection was lost', { reason: message }));
  // The pool stops listening when it hands a connection over, and who gets it listens a moment later at best. What was lost
  // in between is told by the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return repeatRefused(pool);
};
