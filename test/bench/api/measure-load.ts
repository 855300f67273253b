import autocannon from 'autocannon';

export interface LoadStep {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** So many connections that each send the next request when they have the answer. Whatever is no success is an error. */
export const measureLoad = async ({ url, method, body, connections, seconds }: LoadStep): Promise<Load> => {
  const result = await autocannon({
    url,
    method,
    connections,
    duration: seconds,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const { errors, timeouts, non2xx, requests, latency, duration } = result;
  if (errors + timeouts + non2xx > 0 || result['2xx'] === 0) {
    const codes = JSON.stringify(result.statusCodeStats ?? {});
    throw new Error(`${method} ${url}: ${errors} errors, ${timeouts} without an answer, ${non2xx} refused ${codes}`);
  }
  return { requests: requests.total, perSecond: requests.total / duration, p99Ms: latency.p99 };
};
