import type { Config } from '../../../shared/runtime/config.ts';
import type { FunctionConfig } from '../../../shared/runtime/function-config.ts';

/**
 * What functions on AWS go by. A Lambda has its processors and its memory to itself, whereas on one machine tasks share what there
 * is: so encoders have a number of threads of their own there, and plans know how much memory a task has.
 */
export const settingsOnAws = ({ aws, database, ...config }: Config): FunctionConfig => ({
  ...config,
  encoding: { ...config.encoding, threads: aws.encoder.threads, taskMegabytes: aws.encoder.memoryMegabytes },
});
