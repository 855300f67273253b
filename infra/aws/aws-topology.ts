import type { AwsConfig } from '../../shared/runtime/aws-config.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../topology.ts';

export type Topology = Readonly<Record<FunctionName, FunctionSpec>>;

/** The topology with what the settings say of the encoder. */
export const awsTopology = ({ encoder }: AwsConfig): Topology => {
  const { memoryMegabytes, concurrency } = encoder;
  const { first, transcode } = FUNCTIONS;
  return {
    ...FUNCTIONS,
    first: { ...limitConcurrency(first, concurrency), memoryMegabytes },
    transcode: { ...setConcurrency(transcode, concurrency), memoryMegabytes },
  };
};

const setConcurrency = (spec: FunctionSpec, concurrency: number): FunctionSpec =>
  spec.trigger.kind === 'queue' ? { ...spec, trigger: { ...spec.trigger, concurrency } } : spec;

/** First tasks are fewer than the others, so they need not have as many Lambdas. */
const limitConcurrency = (spec: FunctionSpec, most: number): FunctionSpec => {
  const { trigger } = spec;
  if (trigger.kind !== 'queue') return spec;
  const { concurrency } = trigger;
  return setConcurrency(spec, Math.min(most, typeof concurrency === 'number' ? concurrency : concurrency.onAws));
};
