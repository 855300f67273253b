import type { AwsConfig } from '../../shared/runtime/aws-config.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../topology.ts';

export type Topology = Readonly<Record<FunctionName, FunctionSpec>>;

/** The topology with what the settings say of the encoder. */
export const awsTopology = ({ encoder }: AwsConfig): Topology => {
  const { transcode } = FUNCTIONS;
  return {
    ...FUNCTIONS,
    transcode: {
      ...transcode,
      memoryMegabytes: encoder.memoryMegabytes,
      trigger:
        transcode.trigger.kind === 'queue'
          ? { ...transcode.trigger, concurrency: encoder.concurrency }
          : transcode.trigger,
    },
  };
};
