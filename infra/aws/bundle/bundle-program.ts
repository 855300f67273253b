import type { Config } from '../../../shared/runtime/config.ts';
import type { Bundle } from './bundle.ts';
import { inlineConfig } from './inline-config.ts';
import { writeBundle } from './write-bundle.ts';

export interface ProgramSource {
  /** The part of it that concerns handlers is written into the code. */
  readonly config: Config;
  /** From the root of the project: `infra/worker/main.ts`. */
  readonly entry: string;
  readonly directory: string;
}

/** The code of a program that runs in a container: `node index.mjs`. */
export const bundleProgram = ({ config, entry, directory }: ProgramSource): Promise<Bundle> =>
  writeBundle({ entry, directory, plugins: [inlineConfig(config)] });
