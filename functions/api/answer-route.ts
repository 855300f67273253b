import type { Context } from 'aws-lambda';
import { idempotencyKeyOf, parseRequest } from '../../shared/api/requests/parse-request.ts';
import type { AnswerOnce } from '../../shared/api/requests/remember-answer.ts';
import type { Route } from '../../shared/api/requests/route.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { HttpAnswer, HttpEvent } from '../../shared/runtime/http-stack.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';

/** Parse, call, answer: the same for every line of the table. */
export const answerRoute = async (
  deps: Deps,
  answerOnce: AnswerOnce,
  route: Route,
  event: HttpEvent,
  context: Context,
): Promise<HttpAnswer> => {
  const mediaId = event.pathParameters?.id;
  if (mediaId) noteInLog({ mediaId });
  const request = parseRequest(route, event);
  const key = idempotencyKeyOf(route, event);
  if (key === undefined) return route.run(deps, request);
  const scope = `${route.method} ${event.requestContext.http.path} ${key}`;
  return answerOnce({ scope, body: JSON.stringify(request.body ?? null) }, context, () =>
    route.run(deps, { ...request, idempotencyScope: scope }),
  );
};
