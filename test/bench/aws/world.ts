import type { FunctionName } from '../../../infra/topology.ts';
import type { Config } from '../../../shared/runtime/config.ts';

/** What a simulated system is made of. */
export interface World {
  readonly config: Config;
  /** Lambdas that the account may run at once. */
  readonly accountConcurrency: number;
  /** Environments that are ready from the start, of each function that is kept warm. @default 0: nobody was here for hours */
  readonly warm?: number;
  /** Pollers of the queue `transcode`, as if its event source was provisioned. */
  readonly pollers?: { readonly min: number; readonly max: number };
  /** Invocations at once, as if the topology said so. */
  readonly concurrency?: Partial<Readonly<Record<FunctionName, number>>>;
  /**
   * By what SQS takes turns: `media`, as it is; or `size`, by classes of medias whose work differs by a factor of four at most.
   * @default media
   */
  readonly turns?: 'media' | 'size';
  /** Speed of a vCPU, against what `aws-facts.ts` says. @default 1 */
  readonly speedFactor?: number;
  readonly seed: number;
}
