import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  type MathExpressionProps,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { Resources } from '../grant-permission.ts';
import { PRICES } from '../prices.ts';
import type { Delivery } from './delivery.ts';
import type { DeployedFunction } from './functions.ts';
import type { HttpApi } from './http-api.ts';
import { serviceMetric, serviceSearch } from './service-metric.ts';

export interface DashboardProps {
  readonly aws: AwsConfig;
  readonly functions: readonly DeployedFunction[];
  readonly queues: Resources['queues'];
  readonly api: HttpApi;
  readonly delivery?: Delivery;
}

const FIVE_MINUTES = Duration.minutes(5);
const HOUR = Duration.hours(1);
const WIDTH = 8;
const MIB_PER_GIB = 1024;

/** Everything on one page, from uploads to money. */
export class Dashboard extends Construct {
  private readonly props: DashboardProps;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.props = props;
    new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [this.uploads(), this.times(), this.ends()],
        [this.waiting(), this.ages(), this.failures()],
        [this.cost(), this.money(), this.encoders()],
        [this.requests(), this.latency(), ...this.viewers()],
      ],
    });
  }

  private uploads(): GraphWidget {
    return graph('Uploads', [this.own('UploadsCompleted', 'Sum', 'Files')], [this.own('UploadBytes', 'Sum', 'Bytes')]);
  }

  private times(): GraphWidget {
    return graph('Seconds from the end of the upload', [
      this.own('TimeToPlayable', 'p50', 'playable, p50'),
      this.own('TimeToPlayable', 'p95', 'playable, p95'),
      this.own('TimeToReady', 'p50', 'Ready, p50'),
      this.own('TimeToReady', 'p95', 'Ready, p95'),
    ]);
  }

  private ends(): GraphWidget {
    return graph('Medias that ended', [search(serviceSearch(this.props.aws.name, 'MediasEnded', 'status', 'Sum'))]);
  }

  private waiting(): GraphWidget {
    const depth = this.queues().map(([label, { queue }]) =>
      queue.metricApproximateNumberOfMessagesVisible({ label, period: FIVE_MINUTES, statistic: 'Maximum' }),
    );
    return graph('Messages waiting', depth);
  }

  private ages(): GraphWidget {
    const ages = this.queues().map(([label, { queue }]) =>
      queue.metricApproximateAgeOfOldestMessage({ label, period: FIVE_MINUTES, statistic: 'Maximum' }),
    );
    return graph('Age of the oldest message, s', ages);
  }

  private failures(): GraphWidget {
    return graph('Failures by code', [search(serviceSearch(this.props.aws.name, 'Failures', 'code', 'Sum'))]);
  }

  /** Of encoding on Lambda; containers, storage and delivery are on the bill only. */
  private cost(): SingleValueWidget {
    return new SingleValueWidget({
      title: 'US dollars per minute encoded',
      width: WIDTH,
      metrics: [this.costPerMinute()],
    });
  }

  private money(): GraphWidget {
    const total = expression('Lambda, US dollars', this.lambdaDollars(), HOUR);
    return graph('Cost of an hour', [total], [this.costPerMinute()]);
  }

  private encoders(): GraphWidget {
    const encoders = ['first', 'soon', 'transcode'].map((label) => ({ label, lambda: this.lambda(label).lambda }));
    const period = FIVE_MINUTES;
    return graph(
      'Encoders at once',
      encoders.map(({ label, lambda }) =>
        lambda.metric('ConcurrentExecutions', { label, statistic: 'Maximum', period }),
      ),
      encoders.flatMap(({ label, lambda }) => [
        lambda.metricThrottles({ label: `${label}: throttled`, period }),
        lambda.metricErrors({ label: `${label}: errors`, period }),
      ]),
    );
  }

  private requests(): GraphWidget {
    const { api } = this.props;
    const count = (name: 'Count' | '4xx' | '5xx') => api.metric(name, FIVE_MINUTES);
    return graph('API requests', [count('Count'), count('4xx'), count('5xx')]);
  }

  private latency(): GraphWidget {
    return graph('API latency, ms', [this.props.api.metric('Latency', FIVE_MINUTES)]);
  }

  private viewers(): readonly GraphWidget[] {
    const { delivery } = this.props;
    if (!delivery) return [];
    const { requests, errors } = delivery.metrics(FIVE_MINUTES);
    return [graph('Playback requests', [requests], [errors])];
  }

  private own(name: Parameters<typeof serviceMetric>[1], statistic: string, label: string): IMetric {
    return serviceMetric(this.props.aws.name, name, { period: FIVE_MINUTES, statistic, label });
  }

  private queues(): readonly (readonly [string, Resources['queues'][keyof Resources['queues']]])[] {
    const seen = new Set<unknown>();
    return Object.entries(this.props.queues).filter(([, queue]) => !seen.has(queue) && seen.add(queue));
  }

  private lambda(name: string): DeployedFunction['fn'] {
    const found = this.props.functions.find((deployed) => deployed.name === name);
    if (!found) throw new Error(`The topology has no function "${name}"`);
    return found.fn;
  }

  /** Duration × memory × price of every function. */
  private lambdaDollars(): Pick<MathExpressionProps, 'expression' | 'usingMetrics'> {
    const { functions, aws } = this.props;
    const price = PRICES.lambda.gibSecond[aws.architecture];
    // Written out: CloudWatch takes an exponent for a name. Durations are in milliseconds.
    const perSecond = ({ spec }: DeployedFunction) => ((spec.memoryMegabytes / MIB_PER_GIB) * price).toFixed(12);
    const terms = functions.map((fn, i) => `${perSecond(fn)} * FILL(d${i}, 0)`);
    const usingMetrics = Object.fromEntries(
      functions.map(({ fn }, i) => [`d${i}`, fn.lambda.metricDuration({ statistic: 'Sum', period: HOUR })]),
    );
    return { expression: `(${terms.join(' + ')}) / 1000`, usingMetrics };
  }

  private costPerMinute(): MathExpression {
    const { expression: dollars, usingMetrics } = this.lambdaDollars();
    const seconds = serviceMetric(this.props.aws.name, 'MediaSeconds', { period: HOUR, statistic: 'Sum' });
    return expression(
      'US dollars per minute',
      { expression: `60 * (${dollars}) / seconds`, usingMetrics: { ...usingMetrics, seconds } },
      HOUR,
    );
  }
}

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, width: WIDTH, left: [...left], right: [...right] });

const search = (expression: string): MathExpression =>
  new MathExpression({ expression, label: '', period: FIVE_MINUTES, usingMetrics: {} });

const expression = (
  label: string,
  props: Pick<MathExpressionProps, 'expression' | 'usingMetrics'>,
  period: Duration,
): MathExpression => new MathExpression({ ...props, label, period });
