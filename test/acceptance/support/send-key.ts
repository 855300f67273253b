/**
 * A service that needs a key is tested with `API_KEY`: calls of its API carry it, unless they say something else. Set up for all
 * files, as only those about keys should have to know of it.
 */
const { TEST_BASE_URL = '', TEST_API_KEY = '' } = process.env;
const API = `${TEST_BASE_URL.replace(/\/$/, '')}/`;

if (TEST_BASE_URL && TEST_API_KEY) {
  const send = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const headers = new Headers(init?.headers ?? request?.headers);
    // Addresses of the store are signed already, and have another host.
    const isApi = (request?.url ?? String(input)).startsWith(API);
    if (!isApi || headers.has('authorization')) return send(input, init);
    headers.set('authorization', `Bearer ${TEST_API_KEY}`);
    return send(input, { ...init, headers });
  };
}
