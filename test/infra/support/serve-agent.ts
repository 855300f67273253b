import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Cleaning } from './temporary-folder.ts';

export interface AgentAnswer {
  readonly status: number;
  readonly body: string;
}

export interface ServedAgent {
  /** What ECS puts into ECS_AGENT_URI. */
  readonly uri: string;
  /** What was asked for, in order: 720 is protection for so many minutes, `off` its end. */
  readonly asked: readonly (number | 'off')[];
}

const PROTECTED: AgentAnswer = { status: 200, body: '{"protection":{"ProtectionEnabled":true}}' };

/** The endpoint by which an ECS task protects itself from scaling in. */
export const serveAgent = async (test: Cleaning, answer = PROTECTED): Promise<ServedAgent> => {
  const asked: (number | 'off')[] = [];
  const server = createServer(async (request, response) => {
    const state = JSON.parse(await text(request));
    if (request.method === 'PUT' && request.url === '/api/task-protection/v1/state') {
      asked.push(state.ProtectionEnabled ? state.ExpiresInMinutes : 'off');
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, asked };
};
