import { connect } from 'node:net';
import { serveTcp } from './serve-tcp.ts';

/** What happens to the answers of the real server from now on. Statements reach it in any case. */
export type Answers = 'pass' | 'silent' | 'reset';

/** Stands before a PostgreSQL, and can keep its answers from us. `isCut`: the statement after which it does `answers`. */
export const proxyPostgres = async (url: string) => {
  const target = new URL(url);
  let answers: Answers = 'pass';
  let cutAt: { readonly statement: string; readonly then: Answers } | undefined;
  const server = await serveTcp((socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    let mine: Answers = 'pass';
    socket.on('data', (bytes) => {
      if (cutAt && bytes.includes(cutAt.statement)) {
        mine = cutAt.then;
        cutAt = undefined;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      const what = mine === 'pass' ? answers : mine;
      if (what === 'pass') socket.write(bytes);
      else if (what === 'reset') socket.resetAndDestroy();
    });
  });
  const own = new URL(url);
  own.host = `127.0.0.1:${server.port}`;
  return {
    url: own.href,
    set: (next: Answers): void => {
      answers = next;
    },
    /** Once: the connection that sends this gets no answer to it. */
    cut: (statement: string, then: Answers): void => {
      cutAt = { statement, then };
    },
    close: server.close,
  };
};
