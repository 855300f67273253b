import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { originalKey } from '../../shared/media/keys.ts';
import { drainDeadLetters } from '../../shared/pipeline/sweep-dead-letters.ts';
import type { QueueName } from '../../shared/runtime/queues.ts';
import { hostileBodies } from '../support/hostile-messages.ts';
import { failed, started, succeeded } from './support/report.ts';
import { createTestMedia, scheduleTestMedia } from './support/schedule-media.ts';
import { type Services, startServices } from './support/start-services.ts';

/** Whatever was given up: it is dealt with once and is gone. What stays would be told of every minute, for two weeks. */
let services: Services;
let shapes: Readonly<Record<QueueName, readonly object[]>>;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.stop());

beforeEach(async () => {
  const { database } = services.deps;
  const waiting = (await createTestMedia(database)).id;
  const { id: mediaId, tasks } = await scheduleTestMedia(database);
  const [task] = tasks;
  if (!task) throw new Error('there are no tasks');
  const message = { version: 1, taskId: task.id, mediaId, attempt: 1, interruptions: 0 };
  const keys = (...names: readonly string[]) => ({ Records: names.map((key) => ({ s3: { object: { key } } })) });
  shapes = {
    ingest: [keys(originalKey(waiting)), keys('%zz'), keys(originalKey(mediaId), '%')],
    first: [message],
    soon: [message],
    transcode: [message, { ...message, taskId: '\0' }],
    heavy: [message, { ...message, attempt: 2 ** 40 }],
    record: [started(task), failed(task), succeeded(task), { ...failed(task), type: '\0\ud800' }],
    publish: [
      { version: 1, mediaId },
      { version: 1, mediaId: '\0' },
    ],
    purge: [
      { version: 1, mediaId },
      { version: 1, mediaId: '\0' },
    ],
  };
});

/** What any queue takes: SQS takes more. */
const canBeSent = (body: string): boolean => /^[\t\n\r\x20-\ud7ff\ue000-\ufffd]+$/.test(body);

test.each<QueueName>(['ingest', 'first', 'soon', 'transcode', 'heavy', 'record', 'publish', 'purge'])(
  'letters of %s',
  async (queue) => {
    const { deps } = services;
    const letters = fc.array(hostileBodies(...shapes[queue]).filter(canBeSent), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(letters, async (bodies) => {
        const Entries = bodies.map((MessageBody, i) => ({ Id: `${i}`, MessageBody }));
        const QueueUrl = deps.resources.deadLetterUrls[queue];
        const { Failed = [] } = await deps.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        expect(Failed).toEqual([]);
        expect(await drainDeadLetters(deps, queue)).toBe(bodies.length);
      }),
      { numRuns: 50 },
    );
  },
);
