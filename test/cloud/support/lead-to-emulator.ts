import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface WayToEmulator {
  /** For HTTPS_PROXY. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

const CLOUDFRONT = /^[a-z0-9]+\.cloudfront\.net:443$/;

/** Playback addresses name CloudFront's hosts. A proxy that leads those to the emulator, and nothing else anywhere. */
export const leadToEmulator = async (port: number): Promise<WayToEmulator> => {
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url = '' }: IncomingMessage, client: Duplex) => {
    if (!CLOUDFRONT.test(url)) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const emulator = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    for (const end of [client, emulator]) end.on('error', () => [client, emulator].map((each) => each.destroy()));
    return client.pipe(emulator).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
};
