import type { Deps } from '../../../shared/runtime/deps.ts';
import { afterThaw } from './after-thaw.ts';
import { createLambdaDeps } from './create-lambda-deps.ts';

/** The handler of a function that EventBridge calls from time to time. */
export const serveSchedule = async (
  createHandler: (deps: Deps) => () => Promise<unknown>,
): Promise<() => Promise<unknown>> => afterThaw(createHandler(await createLambdaDeps()));
