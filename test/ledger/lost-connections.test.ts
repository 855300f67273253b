import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Logger } from '@aws-lambda-powertools/logger';
import { expect, test } from 'vitest';
import { transaction } from '../../shared/ledger/transaction.ts';
import { createPool } from '../../shared/runtime/create-pool.ts';

/** A message of PostgreSQL's protocol. */
const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

const WELCOME = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const FAREWELL = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

test('a database that ends right after its welcome fails the statement, not the process', async ({
  onTestFinished,
}) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined); // the client hangs up
    // In one piece, as a server sends it whose postmaster was killed: nobody has the connection yet when the error comes.
    socket.once('data', () => socket.end(Buffer.concat([WELCOME, READY, FAREWELL])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = await createPool(
    {
      database: { kind: 'url', url: `postgres://user:secret@127.0.0.1:${port}/postgres` },
      databasePoolSize: 1,
      region: 'us-east-1',
      endpoints: {},
    },
    new Logger({ logLevel: 'SILENT' }),
  );
  onTestFinished(async () => {
    await pool.end();
    server.close();
  });
  await expect(transaction(pool, async (client) => client.query('select 1'))).rejects.toThrow(/terminat|not queryable/);
  await expect(pool.query('select 1')).rejects.toThrow(/terminat|not queryable/);
});
