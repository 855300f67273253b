import type { Deps } from '../../../shared/runtime/deps.ts';
import type { LambdaHandler } from '../../event-source/hosted-function.ts';
import { afterThaw } from './after-thaw.ts';
import { createLambdaDeps } from './create-lambda-deps.ts';

/** The handler of a function that EventBridge calls from time to time. */
export const serveSchedule = async (createHandler: (deps: Deps) => LambdaHandler): Promise<LambdaHandler> =>
  afterThaw(createHandler(await createLambdaDeps()));
