import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../infra/local/http/listen.ts';
import { ANYONE } from '../../shared/access/caller.ts';
import { createMediaWithUpload } from '../../shared/api/medias/create-media.ts';
import { CreateMediaBody } from '../../shared/api/schemas/media.ts';
import { abortUpload } from '../../shared/api/uploads/abort-upload.ts';
import { startMediaUpload } from '../../shared/api/uploads/start-media-upload.ts';
import { failMedia } from '../../shared/ledger/ingests.ts';
import { findMedia } from '../../shared/ledger/medias.ts';
import { mediaFailure } from '../../shared/media/failure.ts';
import { originalKey } from '../../shared/media/keys.ts';
import { ingestMedia } from '../../shared/pipeline/ingest-media.ts';
import { readMarker } from '../../shared/pipeline/sweep-marker.ts';
import { MAX_REST_SECONDS, MAX_WAITING, planRest } from '../../shared/pipeline/sweep-rest.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { ffmpeg, makeFolder, pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS } from '../support/process-file.ts';
import { at, prepareSweep } from './support/run-sweep.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

let services: Services;
let deps: Deps;
let run: ReturnType<typeof prepareSweep>;

beforeAll(async () => {
  services = await startServices();
  run = prepareSweep(services);
  const signingKeys = () => Promise.reject(new Error('There are no keys here'));
  deps = { ...services.deps, ...PROGRAMS, signingS3: services.deps.s3, signingKeys };
});
afterAll(() => services.stop());
beforeEach(async () => {
  await run.reset();
  for (const url of Object.values(deps.resources.queueUrls)) await services.take(url);
});

const sweep: typeof run.sweep = (...args) => run.sweep(...args);
/** The minute after, sweep rests. */
const fallAsleep = async () => {
  expect(await sweep(-60)).toBeGreaterThan(0);
  expect(await sweep(0)).toBe(0);
};
const create = (body: object = {}) =>
  createMediaWithUpload(deps, CreateMediaBody.parse({ title: 'A film', ...body }), { caller: ANYONE });
const statusOf = async (id: string) => (await findMedia(deps.database, id))?.status;
const store = (id: string, Body: Buffer | string) =>
  deps.s3.send(new PutObjectCommand({ Bucket: deps.resources.originalsBucket, Key: originalKey(id), Body }));

describe('while nothing is open', () => {
  test('the database is left alone, for an hour at a time, and the alarm still has its data', async () => {
    expect(await sweep(0)).toBeGreaterThan(0);
    for (const seconds of [60, 1800, MAX_REST_SECONDS - 1]) expect(await sweep(seconds)).toBe(0);
    expect(await sweep(MAX_REST_SECONDS)).toBeGreaterThan(0);
    expect(await sweep(MAX_REST_SECONDS + 60)).toBe(0);
    expect(services.metrics.of('MediasOverdue')).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('a clock that goes back does not make the rest longer', async () => {
    await fallAsleep();
    expect(await sweep(-1000)).toBeGreaterThan(0);
  });

  test('a dead letter is dealt with at once, and what follows from it is looked for', async () => {
    await fallAsleep();
    await services.send(deps.resources.deadLetterUrls.publish, JSON.stringify({ mediaId: 'med_none' }));
    expect(await sweep(60)).toBeGreaterThan(1);
    expect(await services.take(deps.resources.deadLetterUrls.publish)).toEqual([]);
    expect(await sweep(120)).toBeGreaterThan(0);
    expect(await sweep(180)).toBe(0);
  });

  test('a run that failed does not count as one that found nothing', async () => {
    const deadLetterUrls = { ...deps.resources.deadLetterUrls, ingest: 'http://127.0.0.1:1/nowhere' };
    await expect(sweep(0, { resources: { ...deps.resources, deadLetterUrls } })).rejects.toThrow('1 steps of sweep');
    expect(await sweep(60)).toBeGreaterThan(0);
  });
});

describe('sweep is awake', () => {
  test('for as long as a media is worked on', async () => {
    const { id: mediaId } = await scheduleTestMedia(deps.database, {}, at(0));
    for (const seconds of [5, 30, 60, 120, 600]) expect(await sweep(seconds)).toBeGreaterThan(0);
    await failMedia(deps.database, { mediaId, failure: mediaFailure('internal'), now: at(600) });
    expect(await sweep(660)).toBeGreaterThan(0);
    expect(await sweep(720)).toBe(0);
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['a media is created', () => create()],
    ['a media is created with its upload', () => create({ size: 5 })],
    ['an upload is started', (id) => startMediaUpload(deps, id, { size: 5 })],
    ['an upload is aborted', (id) => abortUpload(deps, id)],
  ])('after %s', async (_what, open) => {
    const { id } = await create();
    await fallAsleep();
    await open(id);
    expect(await sweep(60)).toBeGreaterThan(0);
    expect(await sweep(120)).toBe(0);
  });

  test('after ingest has planned work', async ({ onTestFinished }) => {
    const { id } = await create();
    const { path, remove } = await makeFolder();
    onTestFinished(remove);
    const film = join(path, 'film.mp4');
    await ffmpeg(...pictures('128x72', '25', 1), ...QUICK_H264, film);
    await store(id, await readFile(film));
    await fallAsleep();
    await ingestMedia(deps, id, 60_000, new AbortController().signal);
    expect(await statusOf(id)).toBe('ScheduledProcessing');
    expect(await sweep(60)).toBeGreaterThan(0);
  });
});

describe('a media that waits for its file', () => {
  test('wakes the database once an hour, and ends when its time is over', async () => {
    const { id } = await create({ size: 5 });
    const { abandonAfterSeconds } = deps.config.upload;
    let runs = 0;
    for (let seconds = 0; seconds <= abandonAfterSeconds; seconds += 1800) if ((await sweep(seconds)) > 0) runs++;
    expect(runs).toBeLessThanOrEqual(abandonAfterSeconds / MAX_REST_SECONDS + 1);
    expect(await statusOf(id)).toBe('AwaitingUpload');
    await sweep(abandonAfterSeconds + 1);
    expect(await statusOf(id)).toBe('Errored');
  });

  test('is taken in when the file came and nobody said so', async () => {
    const { id } = await create({ size: 5 });
    await fallAsleep();
    await store(id, 'bytes');
    expect(await sweep(180)).toBeGreaterThan(0);
    expect(await services.take(deps.resources.queueUrls.ingest)).toHaveLength(1);
  });

  test('is no reason to stay awake, but many are', () => {
    const plan = (count: number, ages: { created: number; started?: number; expires?: number }) => {
      const time = (seconds: number | undefined) => (seconds === undefined ? undefined : at(seconds));
      const times = { uploadStartedAt: time(ages.started), uploadExpiresAt: time(ages.expires) };
      const media = { status: 'AwaitingUpload', createdAt: at(ages.created), ...times } as const;
      const rest = planRest(
        Array.from({ length: count }, (_, i) => ({ ...media, id: `med_${i}` })),
        at(0),
        86_400,
      );
      return rest && { seconds: (Date.parse(rest.until) - at(0).getTime()) / 1000, uploads: rest.uploads.length };
    };
    expect(plan(0, { created: 0 })).toEqual({ seconds: 3600, uploads: 0 });
    expect(plan(MAX_WAITING, { created: 0, started: 0, expires: 100 })).toEqual({ seconds: 3600, uploads: 100 });
    expect(plan(MAX_WAITING + 1, { created: 0 })).toBeUndefined();
    expect(plan(1, { created: -86_000 })).toEqual({ seconds: 400, uploads: 0 });
    expect(plan(1, { created: -90_000, started: -85_400 })).toEqual({ seconds: 1000, uploads: 1 });
    expect(plan(1, { created: -86_401 })).toBeUndefined();
    expect(plan(1, { created: -400_000, started: -400_000, expires: 600 })).toEqual({ seconds: 600, uploads: 0 });
  });
});

describe('without DynamoDB', () => {
  const connect = (port: number) =>
    DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
    );

  test('sweep works as ever, and so do those who would wake it', async () => {
    const dynamo = connect(1);
    for (const seconds of [0, 60, 120]) expect(await sweep(seconds, { dynamo })).toBeGreaterThan(0);
    const { id } = await createMediaWithUpload({ ...deps, dynamo }, CreateMediaBody.parse({ title: 'A film' }), {
      caller: ANYONE,
    });
    expect(await statusOf(id)).toBe('AwaitingUpload');
  });

  test('which says nothing at all, sweep waits for a moment', async ({ onTestFinished }) => {
    const silent = createServer();
    const port = await listen(silent, '127.0.0.1', 0);
    onTestFinished(() => void silent.close());
    const began = performance.now();
    expect(await sweep(0, { dynamo: connect(port) })).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(3000);
    expect((await readMarker(deps))?.rest).toBeUndefined();
  });
});

test('the media that was created last is watched from the next run on', async () => {
  const { id } = await createTestMedia(deps.database, at(0));
  await startMediaUpload(deps, id, { size: 5 });
  await sweep(0);
  expect((await readMarker(deps))?.rest?.uploads).toEqual([id]);
});
