import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandler as createApi } from '../../functions/api/handler.ts';
import { createHandler as createIngest } from '../../functions/ingest/handler.ts';
import { createHandler as createPublish } from '../../functions/publish/handler.ts';
import { createHandler as createPurge } from '../../functions/purge/handler.ts';
import { createHandler as createRecord } from '../../functions/record/handler.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { createHandler as createTranscode } from '../../functions/transcode/handler.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { originalKey } from '../../shared/media/keys.ts';
import { mediaMessage } from '../../shared/pipeline/media-message.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { HttpEvent } from '../../shared/runtime/http-stack.ts';
import { PROBLEM_CODES } from '../../shared/runtime/problem-codes.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { QUEUES } from '../../shared/runtime/queues.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { deliverTo } from './support/deliver-to.ts';
import { resultOf, started } from './support/report.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

/** Whatever comes in from outside is answered or refused, and nothing else is the worse for it. */
let services: Services;
let deps: Deps;
beforeAll(async () => {
  services = await startServices();
  const signingKeys = () => Promise.reject(new Error('There are no keys here'));
  deps = { ...services.deps, ...PROGRAMS, signingS3: services.deps.s3, signingKeys };
});
afterAll(() => services.stop());

const anything = fc.oneof(
  fc.string(),
  fc.json(),
  fc.object({ withNullPrototype: true }).map((value) => JSON.stringify(value)),
);
const id = fc.oneof(fc.constantFrom('med_0000000000000000000000000', 'tsk_0', '', '../../x', '\0'), fc.string());
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(Number.MAX_SAFE_INTEGER, -1, 2 ** 31, 1e300));

/** Messages of the right shape with wrong values. */
const report = fc.record(
  {
    version: fc.constantFrom<unknown>(1, 2, '1'),
    taskId: id,
    mediaId: id,
    attempt: number,
    interruptions: number,
    at: fc.oneof(fc.constant('2026-01-01T00:00:00.000Z'), fc.string()),
    type: fc.constantFrom('started', 'succeeded', 'failed', 'interrupted', 'nonsense'),
    delivery: number,
    code: fc.string(),
    message: fc.string(),
    final: fc.boolean(),
    result: fc.oneof(fc.string(), fc.anything(), fc.constant({ tracks: [], encodeSeconds: 1 })),
  },
  { requiredKeys: [] },
);
const created = fc
  .array(fc.record({ s3: fc.record({ object: fc.record({ key: fc.oneof(id, fc.constant('%'), fc.webPath()) }) }) }))
  .map((Records) => ({ Records }));
const shaped = fc.oneof(
  report,
  created,
  fc.record({ version: fc.constant(1), mediaId: id }),
  fc.constant({ Event: 's3:TestEvent' }),
);
const message = fc.oneof(
  anything,
  shaped.map((value) => JSON.stringify(value) ?? ''),
);
const messages = fc.array(message, { minLength: 1, maxLength: 5 });

describe('messages', () => {
  const HANDLERS: readonly (readonly [string, (deps: Deps) => QueueHandler])[] = [
    ['ingest', createIngest],
    ['transcode', createTranscode],
    ['record', createRecord],
    ['publish', createPublish],
    ['purge', createPurge],
  ];
  test.each(HANDLERS)('of any content to %s fail or are done, one by one', async (queue, create) => {
    const handler = create(deps);
    await fc.assert(
      fc.asyncProperty(messages, async (bodies) => {
        const failures = await deliverTo(handler, queue, bodies);
        expect(failures).toBeGreaterThanOrEqual(0);
        expect(failures).toBeLessThanOrEqual(bodies.length);
      }),
      { numRuns: 60 },
    );
  });

  test('of any content do not keep a good one from being done', async () => {
    await fc.assert(
      fc.asyncProperty(messages, messages, async (before, after) => {
        const { id: mediaId, tasks } = await scheduleTestMedia(deps.database, {
          ranges: [1],
          audios: [],
          poster: false,
        });
        const [task] = tasks;
        if (!task) throw new Error('no task');
        const good = { ...started(task), type: 'succeeded', result: resultOf(task) };
        await deliverTo(createRecord(deps), 'record', [...before, good, ...after]);
        expect((await findMedia(deps.database, mediaId))?.tasksLeft).toBe(0);
        await deliverTo(createPublish(deps), 'publish', [...before, mediaMessage(mediaId), ...after]);
        expect((await findMedia(deps.database, mediaId))?.status).toBe('Ready');
      }),
      { numRuns: 15 },
    );
  });

  test('of any content are buried by sweep', async () => {
    const { id: mediaId } = await createTestMedia(deps.database);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...QUEUES), messages, async (queue, bodies) => {
        // SQS takes no empty message, and no control characters.
        const sendable = bodies.filter((body) => /^[\t\n\r\x20-\x7e]+$/.test(body));
        for (const body of sendable) await services.send(deps.resources.deadLetterUrls[queue], body);
        const counts = await createSweep(deps)();
        expect(counts[`${queue}DeadLetters`]).toBe(sendable.length);
      }),
      { numRuns: 25 },
    );
    expect((await findMedia(deps.database, mediaId))?.status).toBe('AwaitingUpload');
  });

  test('about keys that cannot be decoded fail alone', async () => {
    const event = (key: string) => ({ Records: [{ s3: { object: { key } } }] });
    const keys = ['%', '%ff', originalKey('med_0000000000000000000000000')].map(event);
    expect(await deliverTo(createIngest(deps), 'ingest', keys)).toBe(2);
  });
});

test('requests of any content are answered, never with 500', async () => {
  const handler = createApi(deps);
  const { id: mediaId } = await createTestMedia(deps.database);
  const segment = fc.oneof(
    fc.constantFrom('v1', 'medias', mediaId, 'upload', 'parts', 'complete', 'events'),
    fc.webSegment(),
    fc.string(),
  );
  const path = fc.oneof(
    fc.constantFrom(
      ...['/v1/medias', `/v1/medias/${mediaId}`, `/v1/medias/${mediaId}/events`, `/v1/medias/${mediaId}/upload`],
      ...[`/v1/medias/${mediaId}/upload/parts`, `/v1/medias/${mediaId}/upload/complete`, '/v1/medias/nobody'],
    ),
    fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
  );
  const words = fc.constantFrom('limit', 'cursor', 'status', 'after', '__proto__', 'x');
  const query = fc.dictionary(
    fc.oneof(words, fc.string()),
    fc.oneof(fc.string(), fc.constantFrom('1', '-1', '1e9', 'Ready')),
  );
  const headers = fc.dictionary(
    fc.constantFrom('content-type', 'idempotency-key', 'accept', 'origin', 'x-forwarded-for', 'content-length'),
    fc.oneof(fc.string(), fc.constantFrom('application/json', 'text/plain', 'application/json; charset=latin1')),
  );
  const body = fc.oneof(
    anything,
    fc
      .record(
        {
          title: fc.anything(),
          size: fc.oneof(number, fc.string()),
          tags: fc.anything(),
          metadata: fc.anything(),
          partNumbers: fc.anything(),
          parts: fc.anything(),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
  );
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'OPTIONS');
  await fc.assert(
    fc.asyncProperty(
      method,
      path,
      query,
      headers,
      body,
      fc.boolean(),
      async (verb, rawPath, queryParameters, given, text, isBase64) => {
        const event = {
          version: '2.0',
          rawPath,
          rawQueryString: '',
          headers: { 'content-type': 'application/json', ...given },
          queryStringParameters: queryParameters,
          requestContext: { requestId: 'request', http: { method: verb, path: rawPath } },
          body: text,
          isBase64Encoded: isBase64,
        };
        const answer = await handler(event as unknown as HttpEvent, {} as Context);
        const { statusCode = 0, body: said = '' } = answer as { statusCode?: number; body?: string };
        expect(statusCode, `${verb} ${rawPath}: ${said}`).toBeGreaterThanOrEqual(200);
        expect(statusCode, `${verb} ${rawPath}: ${said}`).toBeLessThan(500);
        if (statusCode >= 400) expect(PROBLEM_CODES).toContain(JSON.parse(said).code);
      },
    ),
    { numRuns: 400 },
  );
});
