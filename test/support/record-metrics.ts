import type { Measurement, MetricName, Metrics } from '../../shared/runtime/metrics.ts';

export interface RecordedMetrics extends Metrics {
  /** The values of a metric in order, with its dimensions if it has any. */
  readonly of: (name: MetricName) => unknown[];
  readonly clear: () => void;
}

/** Metrics that remember what was counted. */
export const recordMetrics = (): RecordedMetrics => {
  const measurements: Measurement[] = [];
  return {
    add: (measurement) => void measurements.push(measurement),
    of: (name) =>
      measurements
        .filter((measurement) => measurement.name === name)
        .map(({ value, dimensions }) => (dimensions ? { value, ...dimensions } : value)),
    clear: () => void measurements.splice(0),
  };
};
