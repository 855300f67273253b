import { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics';
import { invocationContext } from './invocation-context.ts';
import { METRIC_NAMESPACE, METRICS, type Metrics } from './metrics.ts';

export interface MetricsOptions {
  /** `emf`: lines on stdout in CloudWatch's embedded metric format. */
  readonly kind: 'emf' | 'off';
  readonly serviceName: string;
}

/** Each value is a log line, which CloudWatch reads as a metric; so it also says which media and invocation it is of. */
export const createMetrics = ({ kind, serviceName }: MetricsOptions): Metrics => {
  if (kind === 'off') return { add: () => undefined };
  return {
    add: ({ name, value, dimensions = {} }) => {
      // One for each value: it keeps its dimensions to itself, and invocations may share the process.
      const line = new EmbeddedMetrics({ namespace: METRIC_NAMESPACE, serviceName, singleMetric: true });
      for (const [dimension, of] of Object.entries(dimensions)) line.addDimension(dimension, of);
      for (const [fact, of] of Object.entries(invocationContext.getStore()?.facts ?? {})) {
        line.addMetadata(fact, String(of));
      }
      line.addMetric(name, METRICS[name].unit, value);
    },
  };
};
