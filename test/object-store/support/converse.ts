import { connect } from 'node:net';

export interface WireAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const MAX_WAIT_MS = 10_000;

/** All that comes back until the server closes. Throws when it doesn't close, and when it answers with something else than HTTP. */
export const converse = (port: number, bytes: Buffer): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(new Error(`no end came in ${MAX_WAIT_MS} ms`)), MAX_WAIT_MS);
    let failure: Error | undefined;
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
      if (status === undefined) return reject(failure ?? new Error(`this is no answer: ${head}`));
      const lines = head.split('\r\n').slice(1);
      const headers = new Map(
        lines.map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      resolve({ status: Number(status), headers, body: rest.join('\r\n\r\n') });
    });
  });
