import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { Resources } from '../grant-permission.ts';
import type { DeployedFunction } from './functions.ts';
import type { HttpApi } from './http-api.ts';
import { serviceMetric } from './service-metric.ts';

export interface AlarmsProps {
  readonly aws: AwsConfig;
  readonly functions: readonly DeployedFunction[];
  readonly queues: Resources['queues'];
  readonly api: HttpApi;
}

interface AlarmSpec {
  readonly metric: IMetric;
  /** What it means and where to read on. */
  readonly description: string;
  readonly above: number;
  /** Periods of the metric in a row. */
  readonly periods: number;
  /** @default silence is well */
  readonly isSilenceBad?: true;
}

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/** So many of a hundred answers may be our fault. */
const MAX_ERROR_PERCENT = 2;
/** A dead letter is taken up by sweep within a minute or two. */
const MAX_DEAD_LETTER_MINUTES = 15;
/** Twice the longest that a task itself may take. */
const MAX_WAIT_SECONDS = 1800;
/** Somebody waits for something to play. */
const MAX_FIRST_WAIT_SECONDS = 300;

/**
 * What a person has to hear of, and nothing else: a media that is stuck, work that is given up, calls that fail.
 * docs/operations.md says for each what to do.
 */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { masterKey: this.createKey(), enforceSSL: true });
    this.admitAlarms();
    if (props.aws.alarmEmail) this.topic.addSubscription(new EmailSubscription(props.aws.alarmEmail));
    this.alarms = Object.entries(this.specs(props)).map(([name, spec]) => this.createAlarm(name, spec));
  }

  private specs({ aws, functions, queues, api }: AlarmsProps): Readonly<Record<string, AlarmSpec>> {
    const sweep = functions.find(({ name }) => name === 'sweep')?.fn.lambda;
    if (!sweep) throw new Error('The topology has no function "sweep"');
    const all = [...new Set(Object.values(queues))];
    return {
      MediasOverdue: {
        metric: serviceMetric(aws.name, 'MediasOverdue', { period: MINUTE, statistic: 'Maximum' }),
        description: 'A media should have ended by now and has not, or a deleted one is not removed.',
        above: 0,
        periods: 5,
      },
      SweepSilent: {
        metric: new MathExpression({
          expression: 'IF(FILL(runs, 0) - FILL(failures, 0) > 0, 0, 1)',
          label: 'No successful run of sweep',
          period: FIVE_MINUTES,
          usingMetrics: {
            runs: sweep.metricInvocations({ period: FIVE_MINUTES }),
            failures: sweep.metricErrors({ period: FIVE_MINUTES }),
          },
        }),
        description: 'sweep, which sets lost work going again, has not run well for ten minutes.',
        above: 0,
        periods: 2,
        isSilenceBad: true,
      },
      DeadLetters: {
        metric: sumOf(
          MINUTE,
          all.map(({ deadLetters }) =>
            deadLetters.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
          ),
        ),
        description: 'A message was given up, and sweep could not deal with it.',
        above: 0,
        periods: MAX_DEAD_LETTER_MINUTES,
      },
      FirstBehind: {
        metric: queues.first.queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
        description: 'First tasks wait for encoders: medias become playable late.',
        above: MAX_FIRST_WAIT_SECONDS,
        periods: 5,
      },
      EncodingBehind: {
        metric: queues.transcode.queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
        description: 'Work waits for encoders: the limit of concurrent Lambdas may be reached.',
        above: MAX_WAIT_SECONDS,
        periods: 5,
      },
      ...this.heavySpecs(queues),
      FunctionErrors: {
        metric: sumOf(
          FIVE_MINUTES,
          functions
            .filter(({ spec }) => spec.trigger.kind !== 'deploy')
            .map(({ fn }) => fn.lambda.metricErrors({ period: FIVE_MINUTES })),
        ),
        description: 'Functions fail again and again.',
        above: 5,
        periods: 3,
      },
      ApiErrors: {
        metric: new MathExpression({
          expression: 'IF(requests > 20, 100 * errors / requests, 0)',
          label: 'Failed requests, %',
          period: FIVE_MINUTES,
          usingMetrics: { errors: api.metric('5xx', FIVE_MINUTES), requests: api.metric('Count', FIVE_MINUTES) },
        }),
        description: 'The API answers with 5xx.',
        above: MAX_ERROR_PERCENT,
        periods: 2,
      },
      MediasFail: {
        metric: serviceMetric(aws.name, 'Failures', {
          period: FIVE_MINUTES,
          statistic: 'Sum',
          dimensions: { code: 'internal' },
        }),
        description: 'Medias end as Errored through a fault of ours.',
        above: 0,
        periods: 1,
      },
    };
  }

  /** Where heavy tasks have containers of their own. */
  private heavySpecs({ heavy, transcode }: Resources['queues']): Readonly<Record<string, AlarmSpec>> {
    if (heavy === transcode) return {};
    return {
      HeavyBehind: {
        metric: heavy.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Minimum' }),
        description: 'Heavy tasks have waited for an hour, and no container takes them.',
        above: 0,
        periods: 12,
      },
    };
  }

  private createAlarm(name: string, { metric, description, above, periods, isSilenceBad }: AlarmSpec): Alarm {
    const alarm = new Alarm(this, name, {
      metric,
      alarmDescription: `${description} See "${name}" in docs/operations.md.`,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: isSilenceBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }

  /** A topic with a policy of its own, which refuses what comes without TLS, has lost the one that lets its account publish. */
  private admitAlarms(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** A key of our own, because alarms cannot publish to a topic under AWS's. */
  private createKey(): Key {
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      description: 'Alarms on their way',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    return key;
  }
}

const sumOf = (period: Duration, metrics: readonly IMetric[]): MathExpression => {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', label: 'Sum', period, usingMetrics });
};
