import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../shared/runtime/create-logger.ts';
import { createHttpStack, type HttpEvent } from '../../../shared/runtime/http-stack.ts';
import { noteInLog } from '../../../shared/runtime/note-in-log.ts';
import { runInvocation } from '../../../shared/runtime/run-invocation.ts';
import { settleEach } from '../../../shared/runtime/settle-messages.ts';
import { withLogContext } from '../../../shared/runtime/with-log-context.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.splice(0);
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
const written = () => lines.map((line): Record<string, unknown> => JSON.parse(line));

const logger = createLogger({ level: 'INFO', toStderr: true, serviceName: 'gilfoyle' });
const context = { functionName: 'ingest', awsRequestId: 'req-1' } as Context;
const ROOT = '1-67891233-abcdef012345678912345678';

it('tells invocations and what they work on apart', async () => {
  const work = (mediaId: string) =>
    withLogContext({ mediaId }, async () => {
      await Promise.resolve();
      noteInLog({ taskId: `of ${mediaId}` });
      await Promise.resolve();
      logger.info('Working');
    });
  await runInvocation(context, {}, async () => {
    await Promise.all([work('med_a'), work('med_b')]);
    logger.info('Done');
  });
  logger.info('Idle');
  const facts = { service: 'gilfoyle', functionName: 'ingest', requestId: 'req-1' };
  expect(written()).toMatchObject([
    { ...facts, message: 'Working', mediaId: 'med_a', taskId: 'of med_a' },
    { ...facts, message: 'Working', mediaId: 'med_b', taskId: 'of med_b' },
    { ...facts, message: 'Done' },
    { message: 'Idle' },
  ]);
  expect(written()[2]).not.toHaveProperty('mediaId');
  expect(written()[3]).not.toHaveProperty('functionName');
});

describe('the trace', () => {
  const traceIdOf = (traceHeader?: string) => {
    runInvocation(context, { traceHeader }, () => logger.info('Working'));
    return written().at(-1)?.traceId;
  };

  it('is on every line, if there is one', () => {
    expect(traceIdOf(`Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`)).toBe(ROOT);
    expect(traceIdOf()).toBeUndefined();
    expect(traceIdOf('Root=anything;Sampled=1')).toBeUndefined();
  });

  it('is Lambda’s where Lambda traces', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', `Root=${ROOT};Parent=1;Sampled=0;Lineage=1:a:0`);
    expect(traceIdOf('Root=1-00000000-000000000000000000000000')).toBe(ROOT);
  });
});

describe('messages', () => {
  const event = { Records: ['a', 'b'].map((messageId) => ({ messageId }) as SQSRecord) } as SQSEvent;
  /** What a message needs that is put off; these are not. */
  const unused = { sqs: undefined as never, resources: undefined as never, now: () => new Date() };
  const failSecond = async ({ messageId }: SQSRecord): Promise<void> => {
    noteInLog({ mediaId: `med_${messageId}` });
    if (messageId === 'b') throw new Error('broken');
  };

  it('that fail are a warning which names their media: they come again', async () => {
    const answer = await settleEach({ ...unused, logger, stopping: new AbortController().signal }, event, failSecond);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    expect(written()).toMatchObject([
      { level: 'WARN', messageIds: ['b'], mediaId: 'med_b', error: { message: 'broken' } },
    ]);
  });

  it('that are given back when the host stops are neither', async () => {
    const answer = await settleEach({ ...unused, logger, stopping: AbortSignal.abort() }, event, failSecond);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(written()).toMatchObject([{ level: 'INFO', message: 'Work was given back', mediaId: 'med_b' }]);
  });
});

it('a request that fails names its media and the id that its caller was told', async () => {
  const stack = createHttpStack({ logger }, async () => {
    noteInLog({ mediaId: 'med_a' });
    throw new Error('broken');
  });
  const request = {
    headers: { 'x-amzn-trace-id': `Root=${ROOT}` },
    requestContext: { requestId: 'gateway-1', http: { method: 'GET', path: '/v1/medias/med_a' } },
  } as unknown as HttpEvent;
  const answer = await stack(request, { ...context, getRemainingTimeInMillis: () => 29_000 });
  expect(JSON.parse(answer.body ?? '')).toMatchObject({ code: 'internal', requestId: 'gateway-1' });
  expect(written()).toMatchObject([
    { level: 'ERROR', functionName: 'ingest', requestId: 'gateway-1', mediaId: 'med_a', traceId: ROOT },
  ]);
});
