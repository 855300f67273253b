import { createAuthenticate } from '../../access/authenticate.ts';
import { isDenial, requireOnMedia, requireOnService, requireScopes } from '../../access/authorize.ts';
import { ANYONE, type Caller } from '../../access/caller.ts';
import { createLimitRate, type LimitRate, type RateHeaders } from '../../access/limit-rate.ts';
import { type AuditFacts, createAudit } from '../../access/record-audit.ts';
import { MEDIA_ID_PATTERN } from '../../media/identifiers.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { HttpAnswer, HttpEvent } from '../../runtime/http-stack.ts';
import type { Route } from './route.ts';

/** Answers a request if its caller may make it. */
export type Admit = (
  route: Route,
  event: HttpEvent,
  answer: (caller: Caller) => Promise<HttpAnswer>,
) => Promise<HttpAnswer>;

/** Who is it, is it not too often, may it: then the answer. Refusals and what is not to be undone go to the audit. */
export const createAdmit = (deps: Deps): Admit => {
  const authenticate = createAuthenticate(deps);
  const limitRate = createLimit(deps);
  const audit = createAudit(deps);
  return async (route, event, answer) => {
    if (route.access === 'public') return answer(ANYONE);
    let caller: Caller | undefined;
    try {
      caller = await authenticate(event.headers.authorization);
      const headers = await limitRate(caller);
      await authorize(deps, route, event, caller);
      const answered = await answer(caller);
      if (isNoteworthy(route)) await audit.done(factsOf(route, event, caller));
      return { ...answered, headers: { ...headers, ...answered.headers } };
    } catch (error) {
      if (isDenial(error)) await audit.denied(factsOf(route, event, caller), error.code);
      throw error;
    }
  };
};

const createLimit = (deps: Deps): ((caller: Caller) => Promise<RateHeaders>) => {
  const { requestsPerSecond, burst } = deps.config.access;
  const limitRate: LimitRate | undefined =
    requestsPerSecond > 0 ? createLimitRate(deps, { requestsPerSecond, burst }) : undefined;
  // Whoever needs no key is on the operator's own machine.
  return async (caller) => (caller === ANYONE ? {} : ((await limitRate?.(caller.id)) ?? {}));
};

const authorize = async (deps: Deps, { access }: Route, event: HttpEvent, caller: Caller): Promise<void> => {
  if (typeof access === 'string') return;
  const mediaId = event.pathParameters?.id ?? '';
  if (access.on === 'service') requireOnService(caller, access.action);
  else if (access.on === 'medias') requireScopes(caller, access.action);
  // What is no id is refused as that.
  else if (MEDIA_ID_PATTERN.test(mediaId)) await requireOnMedia(deps, caller, access.action, mediaId);
};

const isNoteworthy = ({ method, access }: Route): boolean =>
  method !== 'GET' && typeof access !== 'string' && (access.action === 'admin' || access.action === 'delete');

const factsOf = (route: Route, event: HttpEvent, caller: Caller | undefined): AuditFacts => {
  const { http, requestId } = event.requestContext;
  return {
    operation: route.operationId,
    path: http.path,
    sourceIp: http.sourceIp,
    requestId,
    callerId: caller?.id ?? 'unknown',
    callerName: caller?.name ?? 'unknown',
  };
};
