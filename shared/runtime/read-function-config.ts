import type { FunctionConfig } from './function-config.ts';
import { readConfig } from './read-config.ts';

/** As `readConfig`. In a bundle, this file is another one: the settings as they were when it was made (infra/aws/bundle). */
export const readFunctionConfig = async (): Promise<FunctionConfig> => {
  const { aws, database, ...config } = await readConfig();
  return config;
};
