import { chmod, writeFile } from 'node:fs/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandler } from '../../functions/transcode/handler.ts';
import { sqsEvent } from '../../infra/event-source/sqs-event.ts';
import { Outcome } from '../../shared/media/outcome.ts';
import { type AudioTaskSpec, type SourceObject, TaskMessage } from '../../shared/media/task.ts';
import { ffmpeg, makeFolder } from '../support/make-source.ts';
import { PROGRAMS, storeOriginal } from '../support/process-file.ts';
import { type Services, startServices } from './support/start-services.ts';

/** What a worker makes of its message, and what it reports. */
let services: Services;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let source: SourceObject;
beforeAll(async () => {
  [services, folder] = await Promise.all([startServices(), makeFolder()]);
  const file = `${folder.path}/tone.wav`;
  await ffmpeg('-f', 'lavfi', '-i', 'sine=sample_rate=48000:duration=1', file);
  const { s3, resources } = services.deps;
  source = await storeOriginal({ s3, originalsBucket: resources.originalsBucket }, file);
});
afterAll(async () => {
  await folder.remove();
  await services.stop();
});

const specOf = (object: SourceObject): AudioTaskSpec => ({
  ...{ kind: 'audio', source: object, streamIndex: 0, zeroSeconds: 0, sampleRate: 48_000, channels: 1 },
  ...{ samples: 48_000, segmentSeconds: { num: 6, den: 1 }, firstSegmentNumber: 1 },
  outputs: [{ name: 'audio-64k', bitrate: 64_000 }],
});

interface Delivery {
  readonly receives?: number;
  readonly message?: object;
  readonly changes?: Partial<Parameters<typeof createHandler>[0]>;
}

/** Delivers one message; says whether it is done with, and what was reported. */
const deliver = async ({ receives = 1, message = {}, changes = {} }: Delivery) => {
  const body = { version: 1, taskId: 'tsk_1', mediaId: 'med_1', attempt: 1, spec: specOf(source), ...message };
  const records = [
    { MessageId: 'm1', Body: JSON.stringify(body), Attributes: { ApproximateReceiveCount: `${receives}` } },
  ];
  const event = sqsEvent(records, 'arn:aws:sqs:us-east-1:000000000000:transcode');
  const context = { getRemainingTimeInMillis: () => 60_000 } as never;
  const deps = { ...services.deps, ...PROGRAMS, ...changes } as Parameters<typeof createHandler>[0];
  const { batchItemFailures } = await createHandler(deps)(event, context, { signal: new AbortController().signal });
  const reports = (await services.take(services.deps.resources.queueUrls.record)).map((report) =>
    Outcome.parse(report),
  );
  return { isDone: batchItemFailures.length === 0, reports };
};

/** A program in the place of ffmpeg. */
const script = async (text: string): Promise<string> => {
  const path = `${folder.path}/ffmpeg-${text.length}`;
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
};

test('a try that succeeds says how long it took, and which it was', async () => {
  const { isDone, reports } = await deliver({ receives: 3, message: { attempt: 2, interruptions: 4 } });
  expect(isDone).toBe(true);
  expect(reports).toMatchObject([
    { type: 'started', attempt: 2, interruptions: 4, delivery: 3 },
    { type: 'succeeded', attempt: 2, interruptions: 4, seconds: expect.any(Number) },
  ]);
});

test('a try that fails is done with, and what follows is left to the ledger', async () => {
  const killed = await deliver({ changes: { ffmpeg: await script('kill -9 $$') } });
  expect(killed).toMatchObject({
    isDone: true,
    reports: [
      { type: 'started' },
      { type: 'failed', code: 'encode_failed', final: false, seconds: expect.any(Number) },
    ],
  });
  const missing = await deliver({ changes: { ffmpeg: '/nowhere/ffmpeg' } });
  expect(missing).toMatchObject({ isDone: true, reports: [{}, { type: 'failed', code: 'internal', final: false }] });
  const changed = await deliver({ message: { spec: specOf({ ...source, etag: '"other"' }) } });
  expect(changed).toMatchObject({
    isDone: true,
    reports: [{}, { type: 'failed', code: 'source_changed', final: true }],
  });
});

test('a store that is down interrupts a try', async () => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  // Nobody listens there.
  const s3 = new S3Client({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', maxAttempts: 1, credentials });
  const { isDone, reports } = await deliver({ changes: { s3 } });
  s3.destroy();
  expect(isDone).toBe(true);
  expect(reports).toMatchObject([
    { type: 'started' },
    { type: 'interrupted', message: expect.stringContaining('ECONNREFUSED') },
  ]);
});

test('a host that stops gives the message back, and nothing is said to have failed', async () => {
  const stopping = AbortSignal.abort(new Error('The host stops'));
  const { isDone, reports } = await deliver({ changes: { stopping, ffmpeg: await script('exit 1') } });
  expect(isDone).toBe(false);
  expect(reports).toMatchObject([{ type: 'started' }]);
});

test('a message of the release before says no try: its deliveries are taken for it', async () => {
  const old = { version: 1, taskId: 'tsk_1', mediaId: 'med_1', spec: specOf(source) };
  expect(TaskMessage.parse(old)).toMatchObject({ interruptions: 0 });
  const { isDone, reports } = await deliver({ receives: 2, message: { attempt: undefined } });
  expect(isDone).toBe(true);
  expect(reports).toMatchObject([{ attempt: 2 }, { attempt: 2, type: 'succeeded' }]);
});
