import { expect, it } from 'vitest';
import { findAll } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';

const stacks = synthesize({ heavyWorker: { vcpus: 8, maxTasks: 3 } });
const one = (type: string) => {
  const [found] = findAll(stacks, type);
  return found?.Properties;
};

it('costs nothing while there is no heavy task', () => {
  expect(one('AWS::ECS::Service').DesiredCount).toBe(0);
  expect(one('AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({ MinCapacity: 0, MaxCapacity: 3 });
  expect(findAll(stacks, 'AWS::EC2::NatGateway')).toEqual([]);
});

it('has one container for each message that waits or is worked on', () => {
  const policies = findAll(stacks, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(
    ({ Properties }) => Properties.StepScalingPolicyConfiguration,
  );
  for (const { AdjustmentType } of policies) expect(AdjustmentType).toBe('ExactCapacity');
  const steps = policies.flatMap(({ StepAdjustments }) => StepAdjustments);
  expect(steps.map(({ ScalingAdjustment }) => ScalingAdjustment)).toEqual([0, 1, 2, 3]);
  const alarms = findAll(stacks, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.startsWith('HeavyWorker'));
  expect(alarms.map(({ Properties }) => [Properties.ComparisonOperator, Properties.Threshold])).toEqual([
    ['LessThanOrEqualToThreshold', 0],
    ['GreaterThanOrEqualToThreshold', 1],
  ]);
  // SQS tells how many are worked on only while there are some.
  for (const { Properties } of alarms)
    expect(JSON.stringify(Properties.Metrics)).toContain('waiting + FILL(running, 0)');
});

it('runs on Spot, or not, as the settings say', () => {
  const provider = (settings: Parameters<typeof synthesize>[0]) =>
    findAll(synthesize(settings), 'AWS::ECS::Service')[0]?.Properties.CapacityProviderStrategy;
  expect(provider({})).toEqual([{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }]);
  expect(provider({ heavyWorker: { spot: false } })).toEqual([{ CapacityProvider: 'FARGATE', Weight: 1 }]);
});

it('has time to give its work back, the memory that goes with its vCPUs, and no way to write to its own disk', () => {
  expect(one('AWS::ECS::TaskDefinition')).toMatchObject({
    Cpu: '8192',
    Memory: '16384',
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    ContainerDefinitions: [{ StopTimeout: 120, ReadonlyRootFilesystem: true }],
  });
});
