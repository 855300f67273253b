import { createDeps } from '../../../shared/runtime/create-deps.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { readFunctionConfig } from '../../../shared/runtime/read-function-config.ts';

/** What a function works with from its cold start to its end. */
export const createLambdaDeps = async (): Promise<Deps> =>
  createDeps({ config: await readFunctionConfig(), environment: readEnvironment() });
