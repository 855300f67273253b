import type { AwsConfig } from '../../shared/runtime/aws-config.ts';
import type { FunctionName } from '../topology.ts';
import type { Topology } from './aws-topology.ts';
import type { WorkerImage } from './constructs/heavy-worker.ts';

/** Everything that the stacks are made from: `app.ts` reads, bundles and hashes; nothing below it does. */
export interface Deployment {
  readonly aws: AwsConfig;
  readonly topology: Topology;
  /** A folder with `index.mjs` for each function. */
  readonly bundles: Readonly<Record<FunctionName, { readonly directory: string }>>;
  readonly workerImage: WorkerImage;
  /** A function that runs in deployments runs again when its fingerprint changes. */
  readonly fingerprints: Readonly<Partial<Record<FunctionName, string>>>;
}
