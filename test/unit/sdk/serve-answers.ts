import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Undefined: the connection is cut. */
export interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server that gives these answers, one after the other, and remembers what it was asked. */
export const serveAnswers = async (...answers: readonly (Said | undefined)[]) => {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const said = answers[asked.length];
    asked.push({ method, url, headers, body: `${Buffer.concat(chunks)}` });
    if (!said) return void request.socket.destroy();
    const type = said.status >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(said.status, { 'content-type': type, ...said.headers });
    response.end(said.body === undefined ? undefined : JSON.stringify(said.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { baseUrl, asked, [Symbol.asyncDispose]: stop };
};
