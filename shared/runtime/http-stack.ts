import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Deps } from './deps.ts';
import { Problem } from './problem.ts';
import { problemAnswer } from './problem-answer.ts';
import { problemOfError } from './problem-of-error.ts';
import { runInvocation } from './run-invocation.ts';

export type HttpEvent = APIGatewayProxyEventV2;
export type HttpAnswer = APIGatewayProxyStructuredResultV2;
export type HttpHandler = (event: HttpEvent, context: Context) => Promise<HttpAnswer>;

/** Answers this long before the host would cut the function off, so that the caller hears of it from us. */
const ANSWER_BEFORE_TIMEOUT_MS = 1000;

/** Any page may call: the API takes no cookies, so another site's page can do no more than a program could. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'location, retry-after, allow, etag, ratelimit, ratelimit-policy, www-authenticate',
};
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
  'access-control-allow-headers':
    'content-type, idempotency-key, authorization, if-match, if-none-match, last-event-id',
  'access-control-max-age': '86400',
};

const timeoutEarlyResponse = () => {
  throw new Problem('timeout', 'The request took too long; send it again.');
};

/** What every HTTP request goes through: preflight, refusals as problem documents, the log, CORS, an early timeout. */
export const createHttpStack = ({ logger }: Pick<Deps, 'logger'>, handler: HttpHandler): HttpHandler => {
  const stack = middy<HttpEvent, HttpAnswer>(handler, {
    timeoutEarlyInMillis: ANSWER_BEFORE_TIMEOUT_MS,
    timeoutEarlyResponse,
  })
    .before(({ event }) => {
      const { method } = event.requestContext.http;
      const isPreflight = method === 'OPTIONS' && event.headers['access-control-request-method'] !== undefined;
      return isPreflight ? { statusCode: 204, headers: PREFLIGHT } : undefined;
    })
    .after((request) => {
      if (!request.response) return;
      request.response.headers = { ...CORS, 'x-content-type-options': 'nosniff', ...request.response.headers };
    })
    .onError((request) => {
      const problem = problemOfError(request.error);
      const { requestId, http } = request.event.requestContext;
      const facts = { method: http.method, path: http.path, code: problem.code };
      if (problem.status >= 500) logger.error('A request failed', { ...facts, error: request.error ?? undefined });
      else logger.debug('A request was refused', { ...facts, detail: problem.message });
      const answer = problemAnswer(problem, requestId);
      request.response = { ...answer, headers: { ...CORS, 'x-content-type-options': 'nosniff', ...answer.headers } };
    });
  return (event, context) => {
    // The id that the answer of a failed request names.
    const { requestId } = event.requestContext;
    const traceHeader = event.headers['x-amzn-trace-id'];
    return runInvocation(
      context,
      { facts: { requestId }, traceHeader },
      () => stack(event, context) as Promise<HttpAnswer>,
    );
  };
};
