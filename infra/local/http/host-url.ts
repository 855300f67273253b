const formatHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Addresses that listen everywhere are reached from this machine at the loopback address of their kind. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where a server that listens at `host` is reached. */
export const hostUrl = (host: string, port: number): string => `http://${formatHost(LOOPBACK[host] ?? host)}:${port}`;
