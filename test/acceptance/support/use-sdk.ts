import { afterAll, beforeAll } from 'vitest';
import { type Client, createClient } from '../../../sdk/index.ts';
import { createCheckedFetch } from './client.ts';
import { type Service, startService } from './service.ts';

/** What is done to requests on their way, to see what a client makes of it. */
export type Meddle = (request: Request, send: typeof fetch) => Promise<Response>;

/** The SDK's client of a service, every answer held to the contract. */
export const createSdk = async ({ url }: Pick<Service, 'url'>, meddle?: Meddle): Promise<Client> => {
  const send = await createCheckedFetch(url);
  const through: typeof fetch = (input, init) => (meddle ? meddle(new Request(input, init), send) : send(input, init));
  return createClient({ baseUrl: url, fetch: through });
};

/** A service of its own for one test file, and clients of it. */
export const useSdk = (): ((meddle?: Meddle) => Promise<Client>) => {
  let service: Service | undefined;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service?.stop());
  return async (meddle) => {
    if (!service) throw new Error('the service has not been started yet');
    return createSdk(service, meddle);
  };
};
