import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, type MetricName, SERVICE_DIMENSION } from '../../../shared/runtime/metrics.ts';

export interface ServiceMetricOptions {
  readonly period: Duration;
  /** `Sum`, `p95` … */
  readonly statistic: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly label?: string;
}

/** One of our own metrics, of the system of this name. */
export const serviceMetric = (
  service: string,
  metricName: MetricName,
  { dimensions, label, ...options }: ServiceMetricOptions,
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [SERVICE_DIMENSION]: service, ...dimensions },
    ...(label ? { label } : {}),
    ...options,
  });

/** A CloudWatch expression that finds a metric under every value of one dimension. */
export const serviceSearch = (service: string, metricName: MetricName, dimension: string, statistic: string): string =>
  `SEARCH('{${METRIC_NAMESPACE},${SERVICE_DIMENSION},${dimension}} MetricName="${metricName}" ${SERVICE_DIMENSION}="${service}"', '${statistic}')`;
