import { startPostgres } from '../../../infra/local/postgres.ts';

/** A program that starts a PostgreSQL, says where it is, and waits to be killed. */
const [directory] = process.argv.slice(2);
if (!directory) throw new Error('usage: start-and-die.ts <directory>');
const { url } = await startPostgres({ directory });
process.stdout.write(`${url}\n`);
setInterval(() => undefined, 1000);
