import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { Problem } from '../../../shared/runtime/problem.ts';
import { problemAnswer } from '../../../shared/runtime/problem-answer.ts';
import type { HostedFunction } from '../../event-source/hosted-function.ts';
import { InvocationTimeout, invoke } from '../../event-source/invoke.ts';
import { apiGatewayEvent } from './api-gateway-event.ts';
import { readBody } from './read-body.ts';
import { sendApiAnswer } from './send-api-answer.ts';

const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof InvocationTimeout) return new Problem('timeout', 'The request took too long; send it again.');
  return new Problem('internal', 'The request could not be answered.', { cause: error });
};

/** API Gateway in front of the `api` function. */
export const serveApi = async (
  { logger, now }: Pick<Deps, 'logger' | 'now'>,
  api: HostedFunction,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    const event = apiGatewayEvent(request, await readBody(request), now());
    sendApiAnswer(response, await invoke(api, event));
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    const problem = toProblem(error);
    if (problem.status >= 500) logger.error('A request failed', { error: error as Error, path: request.url });
    // What is left of a body that is too large is not read.
    if (!request.complete) response.setHeader('connection', 'close');
    sendApiAnswer(response, problemAnswer(problem, ''));
  }
};
