import { describe, expect, it } from 'vitest';
import type { FunctionSpec } from '../../infra/topology.ts';
import { deadLettersId, nameResource, queueId } from './support/permissions.ts';
import { findAll } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';

const stacks = synthesize();
const queues = new Map(findAll(stacks, 'AWS::SQS::Queue').map((queue) => [nameResource({ Ref: queue.id }), queue]));
const sources = findAll(stacks, 'AWS::Lambda::EventSourceMapping');

const drained = Object.values<FunctionSpec>(stacks.deployment.topology).flatMap((spec) =>
  spec.trigger.kind === 'queue' ? [{ spec, trigger: spec.trigger }] : [],
);

describe.each(drained.map(({ spec, trigger }) => [trigger.queue, spec, trigger] as const))(
  'queue %s',
  (name, spec, trigger) => {
    const queue = queues.get(queueId(name))?.Properties;

    it('has dead letters after as many deliveries as the topology says', () => {
      expect(nameResource(queue.RedrivePolicy.deadLetterTargetArn)).toBe(deadLettersId(name));
      expect(queue.RedrivePolicy.maxReceiveCount).toBe(trigger.maxReceives);
    });

    it('hides a message for six times the function’s time', () => {
      expect(queue.VisibilityTimeout).toBe(spec.container ? 120 : 6 * spec.timeoutSeconds);
    });

    it('is encrypted and keeps messages for two weeks, the dead ones too', () => {
      for (const properties of [queue, queues.get(deadLettersId(name))?.Properties]) {
        expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
      }
    });

    it('is drained by a container, or by one event source that tells which messages failed, with a bound', () => {
      const mine = sources.filter(({ Properties }) => nameResource(Properties.EventSourceArn) === queueId(name));
      expect(mine).toHaveLength(spec.container ? 0 : 1);
      if (spec.container) return;
      const { concurrency } = trigger;
      expect(mine[0]?.Properties).toMatchObject({
        BatchSize: trigger.batchSize,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: typeof concurrency === 'number' ? concurrency : concurrency.onAws },
      });
    });
  },
);

it('there is no queue but these', () => {
  const known = drained.flatMap(({ trigger }) => [queueId(trigger.queue), deadLettersId(trigger.queue)]);
  expect([...queues.keys()].sort()).toEqual(known.sort());
});

it('every upload is announced to the queue of arrivals', () => {
  const [originals] = findAll(stacks, 'AWS::S3::Bucket').filter(({ id }) => id.startsWith('Originals'));
  expect(originals?.Properties.NotificationConfiguration).toEqual({
    QueueConfigurations: [
      {
        Event: 's3:ObjectCreated:*',
        Queue: expect.anything(),
        Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '/original' }] } },
      },
    ],
  });
  const [notification] = originals?.Properties.NotificationConfiguration.QueueConfigurations ?? [];
  expect(nameResource(notification.Queue)).toBe(queueId('ingest'));
  // S3 tries to send when the notification is made, so it must be allowed to by then.
  expect(originals?.DependsOn).toContainEqual(expect.stringMatching(/^OriginalsArrivalsQueuePolicy/));
});

it('without containers, heavy tasks go to the queue of all others', () => {
  const off = synthesize({ heavyWorker: { kind: 'off' } });
  expect(findAll(off, 'AWS::SQS::Queue').filter(({ id }) => id.startsWith('Heavy'))).toEqual([]);
  const functions = findAll(off, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('Functions'));
  for (const { Properties } of functions) {
    const { Variables } = Properties.Environment;
    expect(Variables.HEAVY_QUEUE_URL).toEqual(Variables.TRANSCODE_QUEUE_URL);
  }
});
