import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from './config-error.ts';

interface Settings {
  readonly [section: string]: unknown;
}

/** Puts what `access.policyFile` names into `access.policy`, so that functions need no file. Paths are relative to the configuration. */
export const includePolicyFile = async <Given extends Settings>(settings: Given, file: string): Promise<Given> => {
  const { policyFile, policy, ...access } = (settings.access ?? {}) as Settings;
  if (typeof policyFile !== 'string' || policyFile === '') return settings;
  if (policy !== undefined) throw new ConfigError(file, ['access: set either policy or policyFile']);
  const path = resolve(dirname(file), policyFile);
  try {
    return { ...settings, access: { ...access, policyFile, policy: await readFile(path, 'utf8') } };
  } catch (error) {
    throw new ConfigError(file, [`access.policyFile: ${path} can't be read: ${(error as Error).message}`], {
      cause: error,
    });
  }
};
