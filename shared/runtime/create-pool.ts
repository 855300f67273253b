import { Pool } from 'pg';
import type { Deps } from './deps.ts';
import type { Environment } from './environment.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

const refuse = (): never => {
  throw new Error('This function was given no database (DATABASE_URL is not set)');
};

/** Small, because on Lambda every function instance has one of its own. */
export const createPool = (
  { databaseUrl, databasePoolSize }: Pick<Environment, 'databaseUrl' | 'databasePoolSize'>,
  logger: Deps['logger'],
): Pool => {
  const pool = new Pool({
    // Without an address pg would try the one of its own defaults; a function without the permission must hear why.
    ...(databaseUrl ? { connectionString: databaseUrl } : { stream: refuse }),
    max: databasePoolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    application_name: 'gilfoyle',
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => logger.warn('A database connection was lost', { error }));
  return pool;
};
