import type { AwsConfig } from '../../shared/runtime/aws-config.ts';
import type { FunctionName } from '../topology.ts';
import type { Topology } from './aws-topology.ts';

/** What is built when it is published, not when the app is synthesized: a plain `cdk synth` needs neither Docker nor network. */
export interface BuiltAsset {
  /** Over everything that it is made from. */
  readonly sourceHash: string;
  /** The command that makes it. Its only line on stdout is a zip's path or an image's name. */
  readonly executable: readonly string[];
}

/** Everything that the stacks are made from: `app.ts` reads, bundles and hashes; nothing below it does. */
export interface Deployment {
  readonly aws: AwsConfig;
  readonly topology: Topology;
  /** A folder with `index.mjs` for each function. */
  readonly bundles: Readonly<Record<FunctionName, { readonly directory: string }>>;
  /** The layer's zip. */
  readonly ffmpeg: BuiltAsset;
  readonly workerImage: BuiltAsset;
  /** A hash that changes with the migrations. */
  readonly migrations: string;
}
