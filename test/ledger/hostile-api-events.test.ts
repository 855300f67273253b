import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandler } from '../../functions/api/handler.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { createS3 } from '../../shared/runtime/create-clients.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { HttpAnswer, HttpEvent } from '../../shared/runtime/http-stack.ts';
import { PROBLEMS } from '../../shared/runtime/problem-codes.ts';
import { disturbed, hostileJson, hostileNumber, hostileString } from '../support/hostile-json.ts';
import { scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

/** Whatever API Gateway hands over, with everything behind the API in place: no request is the service's own fault. */
let services: Services;
let handler: ReturnType<typeof createHandler>;
let mediaIds: string[];
/** Each makes a media in another state. */
let makers: (() => Promise<string>)[];

const call = (event: object): Promise<HttpAnswer> =>
  handler(event as HttpEvent, { getRemainingTimeInMillis: () => 29_000 } as Context);

const eventOf = (method: string, path: string, more: object = {}) => ({
  version: '2.0',
  headers: {},
  requestContext: { requestId: 'r', http: { method, path } },
  ...more,
});

const create = async (body: object): Promise<string> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await call(eventOf('POST', '/v1/medias', { headers, body: JSON.stringify(body) }));
  return JSON.parse(answer.body ?? '').id;
};

beforeAll(async () => {
  services = await startServices();
  const { protocol, hostname, port } = (await services.deps.s3.config.endpoint?.()) ?? {};
  const place = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test-secret' } };
  const signingS3 = createS3(place, `${protocol}//${hostname}:${port}`);
  const deps: Deps = {
    ...services.deps,
    signingS3,
    signingKeys: () => Promise.reject(new Error('There are no keys here')),
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffprobe',
  };
  handler = createHandler(deps);
  makers = [
    () => create({ title: 'nothing yet' }),
    () => create({ title: 'one piece', size: 10, contentType: 'video/mp4' }),
    () => create({ title: 'many parts', size: 10 * 1024 ** 3 }),
    async () => (await scheduleTestMedia(deps.database)).id,
    async () => 'med_0000000000000000000000000',
  ];
  mediaIds = await Promise.all(makers.map((make) => make()));
});
afterAll(() => services.stop());

/** What the routes take that take anything. */
const BODIES: Readonly<Record<string, object>> = {
  createMedia: { title: 'A film', size: 10, contentType: 'video/mp4', tags: ['a', 'b'], metadata: { a: 'b', c: 'd' } },
  startUpload: { size: 10, contentType: 'video/mp4' },
  signParts: { partNumbers: [1, 2] },
  completeUpload: { parts: [{ partNumber: 1, etag: '"x"' }] },
};
const position = disturbed({ createdAt: '2026-01-01T00:00:00.000Z', id: 'med_0000000000000000000000000' }, 1);
const instant = fc.constantFrom(
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2026-02-29T00:00:00Z',
  '2026-01-01T24:00:00Z',
);
const cursor = fc
  .oneof(position, fc.record({ createdAt: instant, id: fc.constant('med_0000000000000000000000000') }), hostileJson)
  .map((value) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url'));

const queries = fc.option(
  fc.dictionary(
    fc.constantFrom('limit', 'cursor', 'status', 'after', '__proto__', 'constructor', 'x'),
    fc.oneof(
      cursor,
      hostileString,
      hostileNumber.map(String),
      fc.constantFrom('25', 'Ready', '999999999999999', '2147483648'),
    ),
    { maxKeys: 3 },
  ),
  { nil: undefined },
);

const contentType = fc.oneof(
  { weight: 20, arbitrary: fc.constant('application/json') },
  { weight: 1, arbitrary: fc.constantFrom('application/json;charset=x', 'text/plain', 'application/+json', '') },
  { weight: 1, arbitrary: hostileString },
);
const otherHeaders = fc.record(
  {
    'idempotency-key': fc.oneof(fc.constantFrom('a', 'b', 'c', 'x'.repeat(255)), hostileString),
    'content-encoding': fc.constantFrom('identity', 'identity', 'gzip', ''),
    'access-control-request-method': fc.constant('PUT'),
    'x-amzn-trace-id': fc.oneof(hostileString, fc.constantFrom('Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1')),
  },
  { requiredKeys: [] },
);
const headers = fc
  .tuple(contentType, fc.oneof(fc.constant({}), otherHeaders))
  .map(([type, others]) => ({ 'content-type': type, ...others }));

const noBody = fc.oneof(
  hostileString,
  fc.constantFrom('{', '[]', '"', '['.repeat(20_000), '{"a":1}{', '\ufeff{}', '1e999'),
);
const bodiesOf = (operationId: string): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: 16, arbitrary: disturbed(BODIES[operationId] ?? {}).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: noBody },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );

/** Stands for an id: a number picks one that there is, or nearly. */
const ids = fc.oneof(
  { weight: 8, arbitrary: fc.nat(4) },
  hostileString.map((id) => id.replaceAll('/', '')),
);
/** A stream of events is answered for twenty seconds; here that would be the whole time. */
const QUICK = ROUTES.filter(({ path }) => !path.endsWith('/stream'));
const routes = fc
  .constantFrom(...QUICK)
  .chain(({ method, path, operationId }) =>
    fc.record({ method: fc.constant<string>(method), path: fc.constant<string>(path), body: bodiesOf(operationId) }),
  );
const noRoutes = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'get', 'x'),
  path: fc.oneof(
    fc.constantFrom(
      ...QUICK.map(({ path }) => path as string),
      '*',
      '//',
      '/v1/medias/',
      '/%2e%2e/',
      '/v1/medias//events',
    ),
    hostileString.map((path) => `/${path}`),
  ),
  body: bodiesOf('none'),
});
const addresses = fc.oneof({ weight: 9, arbitrary: routes }, { weight: 1, arbitrary: noRoutes });

/** A lie is a body that is said to be base64 and is not. */
const encodings = fc.constantFrom('text', 'text', 'text', 'base64', 'lie');

const expectAnswer = (method: string, { statusCode = 0, headers: given = {}, body = '' }: HttpAnswer): void => {
  if (statusCode < 400) return;
  expect(given['content-type']).toBe('application/problem+json');
  const { code, status, type, title, detail, requestId } = JSON.parse(body);
  expect(PROBLEMS).toHaveProperty(code, expect.objectContaining({ status: statusCode, title }));
  expect([status, type, requestId]).toEqual([statusCode, `/docs#problem-${code}`, 'r']);
  expect(detail).toEqual(expect.stringMatching(/\S/));
  expect(statusCode, `${method}: ${body}`).toBeLessThan(500);
};

test('any request is answered, or refused by a problem that is in the list and is not ours', async () => {
  const statuses: number[] = [];
  await fc.assert(
    fc.asyncProperty(addresses, ids, queries, headers, encodings, async (address, id, query, given, encoding) => {
      const { method, path, body } = address;
      const wanted = path.replace('{id}', typeof id === 'number' ? (mediaIds[id] ?? '') : id);
      const sent = encoding === 'base64' ? Buffer.from(body ?? '').toString('base64') : body;
      const event = eventOf(method, wanted, {
        headers: given,
        ...(query && { queryStringParameters: query }),
        ...(sent !== undefined && { body: sent }),
        isBase64Encoded: encoding !== 'text',
      });
      const answer = await call(event);
      expectAnswer(method, answer);
      statuses.push(answer.statusCode ?? 0);
      // It was deleted.
      const make = typeof id === 'number' && answer.statusCode === 202 ? makers[id] : undefined;
      if (make) mediaIds = mediaIds.with(Number(id), await make());
    }),
    { numRuns: 1500 },
  );
  // Had all been refused, this would show little of what is behind the API.
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(1);
  expect(statuses.filter((status) => status === 409).length).toBeGreaterThan(20);
});

test('a place in a list that no row can have is no error', async () => {
  const pages = { after: '999999999999999', limit: '100' };
  const events = await call(eventOf('GET', `/v1/medias/${mediaIds[0]}/events`, { queryStringParameters: pages }));
  expect(events).toMatchObject({ statusCode: 200, body: '{"items":[]}' });
  const before = { createdAt: '0000-01-01T00:00:00Z', id: mediaIds[0] };
  const cursor = Buffer.from(JSON.stringify(before)).toString('base64url');
  const medias = await call(eventOf('GET', '/v1/medias', { queryStringParameters: { cursor } }));
  expect(medias.statusCode).toBe(400);
});
