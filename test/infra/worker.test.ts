import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { queueSpecs } from '../../infra/local/queue-specs.ts';
import { startQueues } from '../../infra/local/queues/start-queues.ts';
import { FUNCTIONS } from '../../infra/topology.ts';
import { planMedia } from '../../shared/media/plan.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import type { QueueName } from '../../shared/runtime/queues.ts';
import { ffmpeg, pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { serveObjectStore } from '../support/serve-object-store.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { workerVariables } from '../support/worker-variables.ts';
import { type ServedAgent, serveAgent } from './support/serve-agent.ts';
import { ROOT, startProcess } from './support/start-process.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

/** All queues and an object store, for a worker in a process of its own. */
const startParts = async (test: Cleaning) => {
  const store = await serveObjectStore();
  const credentials = await store.s3.config.credentials();
  const queues = await startQueues(await temporaryFolder(test), queueSpecs(Object.values(FUNCTIONS)), credentials);
  const sqs = new SQSClient({ endpoint: queues.endpoint, region: 'us-east-1', credentials });
  test.onTestFinished(async () => {
    sqs.destroy();
    await queues.stop();
    await store.close();
  });
  const resources = {
    originalsBucket: store.originalsBucket,
    mediaBucket: store.mediaBucket,
    queueUrls: queues.urls,
    deadLetterUrls: queues.deadLetterUrls,
    idempotencyTable: 'none',
    keysTable: 'none',
    playbackTokens: false,
    playbackBaseUrl: 'http://127.0.0.1',
  };
  const variables = await workerVariables({ resources, s3: store.s3, sqs });
  const seen: Record<string, unknown>[] = [];
  return {
    store,
    queues,
    send: (queue: QueueName, body: object) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queues.urls[queue], MessageBody: JSON.stringify(body) })),
    receive: async (queue: QueueName) => {
      const place = { QueueUrl: queues.urls[queue], WaitTimeSeconds: 0, MaxNumberOfMessages: 10 };
      return (await sqs.send(new ReceiveMessageCommand(place))).Messages ?? [];
    },
    /** What was reported so far. */
    async reports() {
      seen.push(...(await this.receive('record')).map(({ Body = '' }) => JSON.parse(Body)));
      return seen;
    },
    startWorker: (agent: ServedAgent) =>
      startProcess(test, [join(ROOT, 'infra/worker/main.ts')], {
        ...variables,
        ECS_AGENT_URI: agent.uri,
        FFMPEG_PATH: PROGRAMS.ffmpeg,
        FFPROBE_PATH: PROGRAMS.ffprobe,
      }),
  };
};

type Parts = Awaited<ReturnType<typeof startParts>>;

/** The video task of an MPEG-TS, which is one range. */
const makeTask = async (test: Cleaning, { store }: Parts, seconds: number, preset: string) => {
  const file = join(await temporaryFolder(test), 'source.ts');
  await ffmpeg(...pictures('320x180', '25', seconds), ...QUICK_H264, file);
  const source = await storeOriginal(store, file);
  const outcome = await probe(store, source);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const ladder = SMALL_LADDER.map((rung) => ({ ...rung, preset }));
  const [task] = planMedia(outcome.probe, source, { ...DEFAULT_CONFIG.encoding, ladder }).tasks;
  if (task?.spec.kind !== 'video' || task.spec.seek) throw new Error('not the task of a stream');
  return { version: 1, taskId: 'tsk_1', mediaId: 'med_1', spec: task.spec };
};

describe.concurrent('the worker', () => {
  it('does a heavy task under protection, reports it, and waits for the next', async (test) => {
    const parts = await startParts(test);
    const agent = await serveAgent(test);
    await parts.send('heavy', await makeTask(test, parts, 8, 'ultrafast'));
    const worker = parts.startWorker(agent);
    await waitUntil(async () => (await parts.reports()).length === 2, 60);
    expect(await parts.reports()).toMatchObject([
      { type: 'started', taskId: 'tsk_1', attempt: 1 },
      { type: 'succeeded', taskId: 'tsk_1', result: { tracks: [{ name: '144p' }, { name: '90p' }] } },
    ]);
    await waitUntil(() => agent.asked.length === 2);
    expect(agent.asked).toEqual([720, 'off']);
    expect(await parts.receive('heavy')).toEqual([]);
    // The long poll of an idle worker has to be let go, which AWS does after 20 s.
    parts.queues.quiesce();
    worker.child.kill('SIGTERM');
    expect(await worker.ended, worker.stderr()).toBe(0);
  });

  it('gives a task back at once when it is told to stop, and ends well', async (test) => {
    const parts = await startParts(test);
    const agent = await serveAgent(test);
    await parts.send('heavy', await makeTask(test, parts, 200, 'veryslow'));
    const worker = parts.startWorker(agent);
    await waitUntil(async () => (await parts.reports()).length === 1, 60);
    expect(await parts.receive('heavy')).toEqual([]);
    const began = performance.now();
    worker.child.kill('SIGTERM');
    expect(await worker.ended, worker.stderr()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await parts.receive('heavy')).toHaveLength(1);
    expect(await parts.reports()).toMatchObject([{ type: 'started' }]);
    expect(worker.stdout()).toContain('Work was given back');
  });

  it('says what is missing in its environment', async (test) => {
    const worker = startProcess(test, [join(ROOT, 'infra/worker/main.ts')], { AWS_REGION: 'us-east-1' });
    expect(await worker.ended).toBe(1);
    expect(worker.stderr()).toContain('HEAVY_QUEUE_URL is missing');
  });
});
