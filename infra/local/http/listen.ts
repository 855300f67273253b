import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartUpError } from '../start-up-error.ts';

const EXPLANATIONS: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (_host, port) =>
    `Port ${port} is in use. Stop what uses it, or set PORT to another one (0 picks a free one).`,
  EACCES: (_host, port) => `Port ${port} may not be used by this user. Set PORT to one above 1023.`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. Set GILFOYLE_HOST to one of its own, or to 0.0.0.0.`,
  ENOTFOUND: (host) => `There is no host called ${host}. Set GILFOYLE_HOST to an address of this machine.`,
};

/** Listens and answers with the port, which is another one when 0 was asked for. */
export const listen = async (server: Server, host: string, port: number): Promise<number> => {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const explain = EXPLANATIONS[(error as NodeJS.ErrnoException).code ?? ''];
    throw explain ? new StartUpError(explain(host, port), { cause: error }) : error;
  }
  return (server.address() as AddressInfo).port;
};
