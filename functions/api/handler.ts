import httpRouter, { type Method } from '@middy/http-router';
import type { Context } from 'aws-lambda';
import { createAdmit } from '../../shared/api/requests/admit-caller.ts';
import type { AnswerOnce } from '../../shared/api/requests/remember-answer.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { createHttpStack, type HttpAnswer, type HttpEvent, type HttpHandler } from '../../shared/runtime/http-stack.ts';
import { answerRoute } from './answer-route.ts';
import { refuseAddress } from './refuse-address.ts';
import { ROUTES } from './routes.ts';

/** A parameter that takes all that is left of a path; the router knows it by one name only. */
const REST = /\{(\w+)\+\}$/;

/** API Gateway v2 (payload 2.0) → the route in the table that takes it. */
export const createHandler = (deps: Deps): HttpHandler => {
  const steps = { admit: createAdmit(deps), answerOnce: loadAnswerOnce(deps) };
  const routes = ROUTES.flatMap((route) => {
    const handler = (event: HttpEvent, context: Context) => answerRoute(deps, steps, route, event, context);
    const methods: Method[] = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
    return methods.map((method) => ({ method, path: route.path.replace(REST, '{proxy+}'), handler }));
  });
  const router = httpRouter<HttpEvent, HttpAnswer>({
    routes,
    notFoundResponse: (address) => refuseAddress(ROUTES, address),
  });
  return createHttpStack(deps, router as unknown as HttpHandler);
};

/** Loaded with the first Idempotency-Key: a cold start need not wait for it. */
const loadAnswerOnce = (deps: Deps): AnswerOnce => {
  let loading: Promise<AnswerOnce> | undefined;
  const load = async (): Promise<AnswerOnce> => {
    const { createAnswerOnce } = await import('../../shared/api/requests/remember-answer.ts');
    return createAnswerOnce(deps);
  };
  return async (...request) => {
    loading ??= load();
    return (await loading)(...request);
  };
};
