import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createHandler as createIngest } from '../../functions/ingest/handler.ts';
import { createHandler as createPublish } from '../../functions/publish/handler.ts';
import { createHandler as createRecord } from '../../functions/record/handler.ts';
import { createHandler as createTranscode } from '../../functions/transcode/handler.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { applyOutcome } from '../../shared/ledger/outcomes.ts';
import { findTask } from '../../shared/ledger/tasks.ts';
import { newId } from '../../shared/media/identifiers.ts';
import { originalKey } from '../../shared/media/keys.ts';
import { sendMessages } from '../../shared/pipeline/send-messages.ts';
import type { QueueHandler } from '../../shared/runtime/queue-stack.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { around, hostileBodies } from '../support/hostile-messages.ts';
import { deliverBatch } from './support/deliver-batch.ts';
import { makePlan } from './support/make-plan.ts';
import { failed, interrupted, started, succeeded } from './support/report.ts';
import { createTestMedia, scheduleTestMedia, T0 } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

/** Whatever stands in a queue: the handler says which messages failed, and does the work of the others. */
let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

const faults: unknown[] = [];
process.on('unhandledRejection', (reason) => faults.push(reason));
afterEach(() => expect(faults).toEqual([]));

interface Good {
  readonly message: object;
  /** Whether its work was done. */
  readonly check: () => Promise<void>;
  /** Makes the others ones about what this one is about. */
  readonly rename?: (body: string) => string;
}

/** Delivers the batches that come of one good message. */
const deliverAround = async (
  handler: QueueHandler,
  queue: string,
  shapes: readonly object[],
  prepare: () => Promise<Good>,
  numRuns: number,
): Promise<void> => {
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(around('<good>', hostileBodies(...shapes)), async ({ bodies, place }) => {
      const { message, check, rename = (body) => body } = await prepare();
      const sent = bodies.map((body, i) => (i === place ? JSON.stringify(message) : rename(body)));
      const failedPlaces = await deliverBatch(handler, queue, sent);
      expect(failedPlaces).not.toContain(place);
      expect(failedPlaces.every((each) => each in sent)).toBe(true);
      await check();
      failures += failedPlaces.length;
    }),
    { numRuns },
  );
  expect(failures).toBeGreaterThan(numRuns / 2);
};

test('of ingest', async () => {
  const { deps } = services;
  const createdOf = (...keys: readonly string[]) => ({
    Records: keys.map((key) => ({
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'originals' }, object: { key, size: 1 } },
    })),
  });
  const known = (await createTestMedia(deps.database)).id;
  const handler = createIngest({ ...deps, ffmpeg: '/bin/false', ffprobe: '/bin/false' } as Parameters<
    typeof createIngest
  >[0]);
  const shapes = [
    createdOf(originalKey(known)),
    createdOf('%zz', '%00', originalKey(newId('med', T0))),
    createdOf('a+b'),
  ];
  await deliverAround(
    handler,
    'ingest',
    shapes,
    async () => {
      const { id } = await createTestMedia(deps.database);
      const Key = originalKey(id);
      await deps.s3.send(
        new PutObjectCommand({ Bucket: deps.resources.originalsBucket, Key, Body: '', ContentLength: 0 }),
      );
      const check = async () => expect((await findMedia(deps.database, id))?.error?.code).toBe('empty_file');
      return { message: createdOf(Key), check };
    },
    40,
  );
});

test('of record, also about the same media', async () => {
  const { deps } = services;
  const { id: shapeId, tasks } = await scheduleTestMedia(deps.database);
  const [shape] = tasks;
  if (!shape) throw new Error('there are no tasks');
  const shapes = [started(shape), failed(shape), interrupted(shape, 1, 0), succeeded(shape)];
  await deliverAround(
    createRecord(deps),
    'record',
    shapes,
    async () => {
      const media = await scheduleTestMedia(deps.database);
      const [victim, task] = media.tasks;
      if (!victim || !task) throw new Error('there are no tasks');
      const check = async () => expect((await findTask(deps.database, task.id))?.status).toBe('Running');
      const rename = (body: string) => body.replaceAll(shape.id, victim.id).replaceAll(shapeId, media.id);
      return { message: started(task), check, rename };
    },
    120,
  );
});

test('of publish', async () => {
  const { deps } = services;
  const shapes = [
    { version: 1, mediaId: newId('med', T0) },
    { version: 1, mediaId: (await scheduleTestMedia(deps.database)).id },
  ];
  await deliverAround(
    createPublish(deps),
    'publish',
    shapes,
    async () => {
      const { id, tasks } = await scheduleTestMedia(deps.database, { videos: [], ranges: [1], poster: false });
      for (const task of tasks) await applyOutcome(deps.database, succeeded(task), { retries: 1, now: T0 });
      const check = async () => expect((await findMedia(deps.database, id))?.status).toBe('Ready');
      return { message: { version: 1, mediaId: id }, check };
    },
    30,
  );
});

test('of transcode', async () => {
  const { deps } = services;
  const mediaId = newId('med', T0);
  const messageOf = (spec: object) => ({ version: 1, taskId: newId('tsk', T0), mediaId, attempt: 1, spec });
  const { tasks } = makePlan({ ranges: [1] });
  await deliverAround(
    createTranscode({ ...deps, ffmpeg: '/bin/false', ffprobe: '/bin/false' } as unknown as Parameters<
      typeof createTranscode
    >[0]),
    'transcode',
    tasks.map(({ spec }) => messageOf(spec)),
    async () => {
      const message = messageOf(tasks[0]?.spec ?? {});
      const check = async () => {
        const reports = await services.take(deps.resources.queueUrls.record);
        const { taskId } = message;
        expect(reports).toEqual(expect.arrayContaining([expect.objectContaining({ taskId, type: 'failed' })]));
      };
      return { message, check };
    },
    25,
  );
});

test('a report that no row can hold does not keep others from theirs; last words are kept without what cannot be', async () => {
  const { deps } = services;
  const [first, second] = (await scheduleTestMedia(deps.database)).tasks;
  if (!first || !second) throw new Error('there are no tasks');
  const reports = [
    { ...started(first), interruptions: 2 ** 31 },
    { ...started(first), taskId: '\0' },
    started(first),
    { ...failed(second), code: 'encode_failed', message: 'said \0 and \ud800' },
  ];
  const places = await deliverBatch(
    createRecord(deps),
    'record',
    reports.map((report) => JSON.stringify(report)),
  );
  expect(places).toEqual([0, 1]);
  expect((await findTask(deps.database, first.id))?.status).toBe('Running');
  const { rows } = await deps.database.query(`select data from event where media_id = $1 and type = 'task.failed'`, [
    first.mediaId,
  ]);
  expect(rows).toEqual([{ data: expect.stringContaining('said  and \ufffd') }]);
});

test('whatever a message says, a queue takes it, and it arrives as it was', async () => {
  const { deps } = services;
  await services.take(deps.resources.queueUrls.publish);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(hostileJson, fc.constantFrom('🎬', '\uffff', '\ufffe', '\u0001')), { maxLength: 3 }),
      async (words) => {
        const message = JSON.parse(JSON.stringify({ words }));
        await sendMessages(deps, 'publish', [message]);
        expect(await services.take(deps.resources.queueUrls.publish)).toEqual([message]);
      },
    ),
    { numRuns: 150 },
  );
});
