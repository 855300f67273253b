import type { Context } from 'aws-lambda';
import type { Admit } from '../../shared/api/requests/admit-caller.ts';
import { idempotencyKeyOf, parseRequest } from '../../shared/api/requests/parse-request.ts';
import type { AnswerOnce } from '../../shared/api/requests/remember-answer.ts';
import type { Route } from '../../shared/api/requests/route.ts';
import { withoutField } from '../../shared/api/requests/without-field.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { HttpAnswer, HttpEvent } from '../../shared/runtime/http-stack.ts';
import { noteInLog } from '../../shared/runtime/note-in-log.ts';

interface Steps {
  readonly admit: Admit;
  readonly answerOnce: AnswerOnce;
}

/** Admit, parse, call, answer: the same for every line of the table. */
export const answerRoute = async (
  deps: Deps,
  { admit, answerOnce }: Steps,
  route: Route,
  event: HttpEvent,
  context: Context,
): Promise<HttpAnswer> => {
  const mediaId = event.pathParameters?.id;
  if (mediaId) noteInLog({ mediaId });
  return admit(route, event, async (caller) => {
    const request = parseRequest(route, event, caller);
    const key = idempotencyKeyOf(route, event);
    if (key === undefined) return route.run(deps, request);
    // A key of one caller says nothing of another's requests.
    const scope = `${caller.id} ${route.method} ${event.requestContext.http.path} ${key}`;
    let fresh: HttpAnswer | undefined;
    const remembered = await answerOnce({ scope, body: JSON.stringify(request.body ?? null) }, context, async () => {
      fresh = await route.run(deps, { ...request, idempotencyScope: scope });
      return route.secretField === undefined ? fresh : withoutField(fresh, route.secretField);
    });
    return fresh ?? remembered;
  });
};
