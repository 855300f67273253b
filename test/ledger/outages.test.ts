import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHandler as createIngest } from '../../functions/ingest/handler.ts';
import { createHandler as createPublish } from '../../functions/publish/handler.ts';
import { createHandler as createRecord } from '../../functions/record/handler.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { deleteMessages } from '../../infra/event-source/delete-messages.ts';
import { sqsEvent } from '../../infra/event-source/sqs-event.ts';
import { FUNCTIONS } from '../../infra/topology.ts';
import { listEvents } from '../../shared/ledger/events.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { findTasks } from '../../shared/ledger/tasks.ts';
import { originalKey } from '../../shared/media/keys.ts';
import { MAX_INGEST_LETTERS } from '../../shared/pipeline/sweep-bury-letter.ts';
import { createS3 } from '../../shared/runtime/create-clients.ts';
import { createPool } from '../../shared/runtime/create-pool.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { MAX_WAIT_SECONDS } from '../../shared/runtime/put-off.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { ffmpeg, makeFolder } from '../support/make-source.ts';
import { succeeded } from './support/report.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;

type QueueUnderTest = 'ingest' | 'record' | 'publish';

const NOBODY = 'http://127.0.0.1:9';
const place = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

let services: Services;
let sound: Uint8Array;
let down: { readonly s3: Deps['s3']; readonly database: Deps['database'] };

beforeAll(async () => {
  services = await startServices();
  const { sqs, resources, logger } = services.deps;
  for (const queue of ['ingest', 'record', 'publish'] as const) {
    const { trigger } = FUNCTIONS[queue];
    if (trigger.kind !== 'queue') throw new Error('not a queue');
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${queue}-dead`,
      maxReceiveCount: trigger.maxReceives,
    });
    const QueueUrl = resources.queueUrls[queue];
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '0', RedrivePolicy } }));
  }
  const nowhere = { kind: 'url', url: 'postgres://a:b@127.0.0.1:9/c' } as const;
  down = {
    s3: createS3(place, NOBODY),
    database: await createPool({ ...place, database: nowhere, databasePoolSize: 1, endpoints: {} }, logger),
  };
  const folder = await makeFolder();
  const file = `${folder.path}/tone.wav`;
  await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=1', file);
  sound = await readFile(file);
  await folder.remove();
});
afterAll(async () => {
  await down.database.end();
  await services.stop();
});

/** The queue's delays and the waiting of messages go by this; nobody else's timers do. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  services.clock.now = new Date();
});
afterEach(() => vi.useRealTimers());

const pass = (seconds: number): void => {
  vi.setSystemTime(Date.now() + seconds * 1000);
  services.clock.now = new Date();
};

const CREATE = { ingest: createIngest, record: createRecord, publish: createPublish };
const allDeps = (changes: Partial<Deps> = {}): Deps =>
  ({ ...services.deps, ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', ...changes }) as Deps;

/** Delivers what is there to the real handler, until nothing is: done, delayed, or a dead letter. */
const deliver = async (queue: QueueUnderTest, changes: Partial<Deps> = {}): Promise<number> => {
  const handler: QueueHandler = CREATE[queue](allDeps(changes));
  const { sqs, resources } = services.deps;
  const QueueUrl = resources.queueUrls[queue];
  const ARN = `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  for (let deliveries = 0; ; deliveries++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return deliveries;
    const event = sqsEvent(Messages, ARN);
    const { batchItemFailures } = await handler(event, CONTEXT, { signal: new AbortController().signal });
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = event.Records.filter(({ messageId }) => !failed.has(messageId));
    await deleteMessages(sqs, QueueUrl, done);
  }
};
const letters = (queue: QueueUnderTest) => services.take(services.deps.resources.deadLetterUrls[queue]);
const send = (queue: QueueUnderTest, body: object) =>
  services.send(services.deps.resources.queueUrls[queue], JSON.stringify(body));
const arrived = (id: string) => ({ Records: [{ s3: { object: { key: originalKey(id) } } }] });
const find = (id: string) => findMedia(services.deps.database, id);

const upload = async (): Promise<string> => {
  const { id } = await createTestMedia(services.deps.database, services.clock.now);
  const { s3, resources } = services.deps;
  await s3.send(new PutObjectCommand({ Bucket: resources.originalsBucket, Key: originalKey(id), Body: sound }));
  await send('ingest', arrived(id));
  return id;
};

/** Twelve deliveries, more than any queue's. No more, or the SDK would take the test's clock for a wrong one. */
const ROUNDS = 4;

describe('a part that is down for longer than all deliveries', () => {
  test.each(['s3', 'database'] as const)('ingest waits for %s, and nothing is lost', async (part) => {
    const id = await upload();
    for (let round = 0; round < ROUNDS; round++) {
      expect(await deliver('ingest', { [part]: down[part] })).toBe(3);
      pass(61);
    }
    expect(await letters('ingest')).toEqual([]);
    expect((await find(id))?.status).toBe('AwaitingUpload');
    await deliver('ingest');
    expect((await find(id))?.status).toBe('ScheduledProcessing');
    await services.take(services.deps.resources.queueUrls.first);
  });

  test('record waits for the database, and counts each report once', async () => {
    const { id, tasks } = await scheduleTestMedia(services.deps.database, {}, services.clock.now);
    for (const task of tasks) await send('record', succeeded(task));
    for (let round = 0; round < ROUNDS; round++) {
      await deliver('record', { database: down.database });
      pass(61);
    }
    expect(await letters('record')).toEqual([]);
    await deliver('record');
    expect(await find(id)).toMatchObject({ tasksLeft: 0, progress: 1 });
    expect((await findTasks(services.deps.database, id)).every(({ attempts }) => attempts === 1)).toBe(true);
    // Goes on where the others left off.
    for (let round = 0; round < ROUNDS; round++) {
      expect(await deliver('publish', { s3: down.s3 })).toBeGreaterThan(0);
      pass(61);
    }
    expect(await letters('publish')).toEqual([]);
    await deliver('publish');
    expect((await find(id))?.status).toBe('Ready');
  });

  test('is taken for a fault after a day', async () => {
    const { id } = await createTestMedia(services.deps.database, services.clock.now);
    await send('ingest', arrived(id));
    await deliver('ingest', { database: down.database });
    pass(MAX_WAIT_SECONDS + 1);
    await deliver('ingest', { database: down.database });
    expect(await letters('ingest')).toHaveLength(1);
  });
});

test('work that its own function ended is no outage, and nothing is sent again', async () => {
  const { id } = await createTestMedia(services.deps.database, services.clock.now);
  const handler = createIngest(allDeps({ database: down.database }));
  const { sqs, resources } = services.deps;
  await send('ingest', arrived(id));
  const receive = new ReceiveMessageCommand({
    QueueUrl: resources.queueUrls.ingest,
    MessageSystemAttributeNames: ['All'],
  });
  for (let receives = 1; receives <= 4; receives++) {
    const event = sqsEvent((await sqs.send(receive)).Messages ?? [], 'arn:aws:sqs:us-east-1:000000000000:ingest');
    const { batchItemFailures } = await handler(event, CONTEXT, { signal: AbortSignal.abort() });
    expect(batchItemFailures).toHaveLength(1);
  }
  pass(61);
  expect(await services.take(resources.queueUrls.ingest)).toHaveLength(1);
});

test('a message that fails by itself is given up after its deliveries, and its media after two letters', async () => {
  const { id } = await createTestMedia(services.deps.database, services.clock.now);
  await send('ingest', arrived(id));
  const { protocol, hostname, port } = (await services.deps.s3.config.endpoint?.()) ?? {};
  const s3 = createS3(
    { ...place, credentials: { ...place.credentials, accessKeyId: 'wrong' } },
    `${protocol}//${hostname}:${port}`,
  );
  for (let letter = 1; letter <= MAX_INGEST_LETTERS; letter++) {
    expect((await find(id))?.status).toBe('AwaitingUpload');
    expect(await deliver('ingest', { s3 })).toBe(5);
    expect(await createSweep(services.deps)()).toMatchObject({ ingestDeadLetters: 1 });
  }
  expect(await find(id)).toMatchObject({ status: 'Errored', error: { code: 'internal' } });
  expect(await deliver('ingest', { s3 })).toBe(0);
  const events = await listEvents(services.deps.database, id, { limit: 100 });
  expect(events.map(({ type }) => type)).toEqual(['media.created', 'ingest.failed', 'ingest.failed', 'media.errored']);
});
