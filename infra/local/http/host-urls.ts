const formatHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Addresses that listen everywhere are reached from within at the loopback address of their kind. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where a server that listens at `host` is reached, in general and from this machine. */
export const hostUrls = (host: string, port: number): { readonly url: string; readonly loopbackUrl: string } => {
  const loopbackUrl = `http://${formatHost(LOOPBACK[host] ?? host)}:${port}`;
  return { url: host in LOOPBACK ? loopbackUrl : `http://${formatHost(host)}:${port}`, loopbackUrl };
};
