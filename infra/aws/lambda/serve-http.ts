import type { Deps } from '../../../shared/runtime/deps.ts';
import type { HttpHandler } from '../../../shared/runtime/http-stack.ts';
import { afterThaw } from './after-thaw.ts';
import { createLambdaDeps } from './create-lambda-deps.ts';

/** The handler of a function that answers API Gateway (payload 2.0). */
export const serveHttp = async (createHandler: (deps: Deps) => HttpHandler): Promise<HttpHandler> =>
  afterThaw(createHandler(await createLambdaDeps()));
