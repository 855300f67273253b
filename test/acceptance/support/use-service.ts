import { afterAll, beforeAll } from 'vitest';
import { type Call, createClient } from './client.ts';
import { type Service, startService } from './service.ts';

/** A service of its own for one test file, with nothing in it, and how to call it. */
export const useService = (): Call => {
  let service: Service | undefined;
  let client: Call | undefined;
  beforeAll(async () => {
    service = await startService();
    client = await createClient(service.url);
  });
  afterAll(() => service?.stop());
  return (...request) => {
    if (!client) throw new Error('the service has not been started yet');
    return client(...request);
  };
};
