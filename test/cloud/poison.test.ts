import { setTimeout as sleep } from 'node:timers/promises';
import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventPage } from '../../shared/api/schemas/event.ts';
import { type Call, createClient, createMedia, followMedia } from '../acceptance/support/client.ts';
import { ffmpeg, makeFolder, pictures, QUICK_H264 } from '../support/make-source.ts';
import { type Cloud, countMessages, openCloud } from './support/cloud.ts';
import { decodeWhole } from './support/decode-whole.ts';
import { killEncoder } from './support/kill-encoder.ts';
import { sendFile, uploadFile } from './support/upload-file.ts';

/** Five tries of ingest with growing pauses take three minutes, and sweep finds the dead letter a minute later; that happens twice. */
const PATIENCE_MS = 580_000;

let cloud: Cloud;
let call: Call;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  [cloud, folder] = await Promise.all([openCloud(), makeFolder()]);
  call = await createClient(cloud.url);
});
afterAll(() => folder?.remove());

const isOver = ({ status }: { status: string }): boolean => status === 'Ready' || status === 'Errored';

interface Policy {
  readonly Statement: readonly object[];
}

/** Nobody may read the original any more, which no test of ingest could tell beforehand. Answers with the way back. */
const forbidReading = async (id: string): Promise<() => Promise<unknown>> => {
  const Bucket = cloud.buckets.originals;
  const { Policy: former = '' } = await cloud.s3.send(new GetBucketPolicyCommand({ Bucket }));
  const policy: Policy = JSON.parse(former);
  const Resource = `arn:aws:s3:::${Bucket}/${id}/original`;
  const Statement = [...policy.Statement, { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource }];
  await cloud.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement }) }));
  return () => cloud.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: former }));
};

const untilTrue = async (what: string, isTrue: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Never: ${what}`);
    await sleep(100);
  }
};

describe.concurrent('what can never be handled', () => {
  test('an object that ingest cannot read ends its media as Errored', async () => {
    const created = await createMedia(call, { size: 4 });
    const allowReading = await forbidReading(created.id);
    try {
      await sendFile(call, created, new TextEncoder().encode('none'));
      const media = await followMedia(call, created.id, isOver, PATIENCE_MS);
      expect(media).toMatchObject({ status: 'Errored', error: { code: 'internal' } });
    } finally {
      await allowReading();
    }
    const { body } = await call<EventPage>('GET', `/v1/medias/${created.id}/events`);
    expect(body.items.at(-1)).toMatchObject({ type: 'media.errored', level: 'Error' });
  });

  test('a message that nobody understands becomes a dead letter, and sweep takes it away', async () => {
    const { ingest, ingestDeadLetters } = cloud.queues;
    await cloud.sqs.send(new SendMessageCommand({ QueueUrl: ingest, MessageBody: 'What is this?' }));
    await untilTrue('a dead letter', async () => (await countMessages(cloud, ingestDeadLetters)) > 0);
    await untilTrue('no dead letter', async () => (await countMessages(cloud, ingestDeadLetters)) === 0);
    await untilTrue('an empty queue', async () => (await countMessages(cloud, ingest)) === 0);
  });

  test('a Lambda that dies while it encodes is replaced', async () => {
    // No other test's video has that many pictures a second.
    const video = `${folder.path}/source.mp4`;
    await ffmpeg(...pictures('640x360', '24', 30), ...QUICK_H264, video);
    const { id } = await uploadFile(call, video);
    await killEncoder('fps=24/1');
    const media = await followMedia(call, id, isOver, PATIENCE_MS);
    expect(media.status).toBe('Ready');
    await decodeWhole(media);
  });
});
