import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { METRIC_NAMESPACE, METRICS } from '../../shared/runtime/metrics.ts';
import { findAll } from './support/resources.ts';
import { synthesize } from './support/synthesize.ts';

const stacks = synthesize({ name: 'videos', alarmEmail: 'ops@example.org', monthlyBudget: 50 });
const operations = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const alarms = findAll(stacks, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.startsWith('ObservabilityAlarms'));
const [dashboard] = findAll(stacks, 'AWS::CloudWatch::Dashboard');
const body = JSON.stringify(dashboard?.Properties.DashboardBody);

it.each(alarms.map(({ id, Properties }) => [id, Properties] as const))(
  '%s tells somebody, who can read on',
  (_id, alarm) => {
    expect(alarm.AlarmActions).toHaveLength(1);
    const [, name] = /See "(\w+)" in docs\/operations.md/.exec(alarm.AlarmDescription) ?? [];
    expect(operations).toContain(`| \`${name}\` |`);
  },
);

it('every alarm that is written about is there', () => {
  const written = [...operations.matchAll(/^\| `(\w+)` \| (?!(?:Count|Bytes|Seconds) )/gm)].map(([, name]) => name);
  const made = alarms.map(({ Properties }) => /See "(\w+)"/.exec(Properties.AlarmDescription)?.[1]);
  expect(written.filter((name) => name && /^[A-Z]/.test(name)).sort()).toEqual(made.sort());
});

it('alarms reach a mailbox', () => {
  const [key] = findAll(stacks, 'AWS::KMS::Key');
  const [policy] = findAll(stacks, 'AWS::SNS::TopicPolicy');
  const allowed = [
    ...(key?.Properties.KeyPolicy.Statement ?? []),
    ...(policy?.Properties.PolicyDocument.Statement ?? []),
  ].filter(({ Principal }: { Principal: { Service?: string } }) => Principal.Service === 'cloudwatch.amazonaws.com');
  expect(allowed.map(({ Effect, Action }) => [Effect, Action])).toEqual([
    ['Allow', ['kms:Decrypt', 'kms:GenerateDataKey*']],
    ['Allow', 'sns:Publish'],
  ]);
  expect(findAll(stacks, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
    expect.objectContaining({ Protocol: 'email', Endpoint: 'ops@example.org' }),
  ]);
});

it('watches only metrics that exist, of this system', () => {
  const own = alarms.map(({ Properties }) => Properties).filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);
  expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(['Failures', 'MediasOverdue']);
  for (const { MetricName, Dimensions } of own) {
    expect(Object.keys(METRICS)).toContain(MetricName);
    expect(Dimensions).toContainEqual({ Name: 'service', Value: 'videos' });
  }
  const [api] = findAll(stacks, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('FunctionsApiFunction'));
  expect(api?.Properties.Environment.Variables).toMatchObject({ METRICS: 'emf', SERVICE_NAME: 'videos' });
});

it('the dashboard shows uploads, times, ends, queues, failures, money and viewers', () => {
  const shown = [
    ...['UploadsCompleted', 'TimeToPlayable', 'TimeToReady', 'MediasEnded', 'Failures', 'MediaSeconds'],
    ...['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible', 'ConcurrentExecutions'],
    ...['US dollars per minute encoded', 'API latency', 'Playback requests'],
  ];
  for (const what of shown) expect(body).toContain(what);
});

it('money is Lambda’s price times memory times duration, in numbers that CloudWatch reads', () => {
  // 3008 MB of arm64 cost 0.0000133334 dollars per GiB and second.
  expect(body).toContain(`${((3008 / 1024) * 0.0000133334).toFixed(12)} * FILL(`);
  expect(body).not.toMatch(/\de-\d/);
});

it('a budget counts what has the system’s tag', () => {
  const [budget] = findAll(stacks, 'AWS::Budgets::Budget');
  expect(budget?.Properties).toMatchObject({
    Budget: {
      BudgetLimit: { Amount: 50, Unit: 'USD' },
      CostFilters: { TagKeyValue: ['user:gilfoyle$videos'] },
    },
  });
  for (const { id, Properties } of findAll(stacks, 'AWS::S3::Bucket')) {
    expect(Properties.Tags, id).toContainEqual({ Key: 'gilfoyle', Value: 'videos' });
  }
});
