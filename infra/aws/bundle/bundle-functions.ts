import { join } from 'node:path';
import type { Config } from '../../../shared/runtime/config.ts';
import { FUNCTIONS, type FunctionName } from '../../topology.ts';
import type { Bundle } from './bundle.ts';
import { functionEntry } from './function-entry.ts';
import { inlineConfig } from './inline-config.ts';
import { takeCredentialsFromEnvironment } from './take-credentials-from-environment.ts';
import { writeBundle } from './write-bundle.ts';

export interface FunctionBundles<Name extends FunctionName> {
  /** The part of it that concerns handlers is written into the code. */
  readonly config: Config;
  /** Holds a folder for each function. */
  readonly directory: string;
  /** @default all of the topology */
  readonly names?: readonly Name[];
}

/** The code of each function, as a Lambda runs it: handler `index.handler`. */
export const bundleFunctions = async <Name extends FunctionName = FunctionName>(
  options: FunctionBundles<Name>,
): Promise<Readonly<Record<Name, Bundle>>> => {
  const names = options.names ?? (Object.keys(FUNCTIONS) as Name[]);
  const plugins = [inlineConfig(options.config), takeCredentialsFromEnvironment];
  const bundles = await Promise.all(
    names.map(async (name) => {
      const entry = { source: functionEntry(name, FUNCTIONS[name]) };
      return [name, await writeBundle({ entry, directory: join(options.directory, name), plugins })] as const;
    }),
  );
  return Object.fromEntries(bundles) as Record<Name, Bundle>;
};
