import * as z from 'zod';
import type { Caller } from '../../access/caller.ts';
import type { HttpEvent } from '../../runtime/http-stack.ts';
import { type InvalidField, Problem } from '../../runtime/problem.ts';
import { readPreconditions } from './preconditions.ts';
import { readJsonBody } from './read-json-body.ts';
import type { ApiRequest, Route } from './route.ts';

const NOTHING = z.object({});
export const IDEMPOTENCY_KEY = /^[!-~]{1,255}$/;

/** An answer must not be larger than the request that it refuses; a person reads no more anyway. */
const MAX_ERRORS = 20;
const MAX_PATH = 100;
const shorten = (path: string): string => (path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path);

/** `tags.2` for a place in the body, `body` for the body itself. */
const fieldsOf = (error: z.ZodError, whole: string): InvalidField[] =>
  error.issues.flatMap((issue): InvalidField[] => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not known here' }));
    }
    return [{ path: path.join('.') || whole, message: issue.message }];
  });

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown, whole: string): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const all = fieldsOf(parsed.error, whole);
  const errors = all.slice(0, MAX_ERRORS).map(({ path, message }) => ({ path: shorten(path), message }));
  const more = all.length > errors.length ? [`and ${all.length - errors.length} more`] : [];
  const detail = [...errors.map(({ path, message }) => `${path}: ${message}`), ...more].join('; ');
  throw new Problem('invalid_request', `The ${whole} is not valid: ${detail}.`, { errors });
};

const parseParams = (route: Route, event: HttpEvent) => {
  const { proxy, ...given } = event.pathParameters ?? {};
  const rest = /\{(\w+)\+\}$/.exec(route.path)?.[1];
  const parsed = (route.params ?? NOTHING).safeParse(rest === undefined ? given : { ...given, [rest]: proxy });
  if (parsed.success) return parsed.data;
  const { code, noun } = route.unknown ?? { code: 'media_not_found', noun: 'media' };
  throw new Problem(code, `There is no ${noun} ${JSON.stringify(event.pathParameters?.id)}; check the id.`);
};

/** The route's idea of the request, or a Problem that names everything that is wrong with it. */
export const parseRequest = (route: Route, event: HttpEvent, caller: Caller): ApiRequest<never, never, never> => ({
  caller,
  ...(event.headers['last-event-id'] === undefined ? {} : { lastEventId: event.headers['last-event-id'] }),
  preconditions: readPreconditions(event),
  params: parseParams(route, event) as never,
  query: (route.query ? parse(route.query, event.queryStringParameters ?? {}, 'query') : {}) as never,
  body: (route.body ? parse(route.body.schema, readJsonBody(event, route.body), 'body') : undefined) as never,
});

/** Only on POST; elsewhere the header means nothing, as repeating is harmless anyway. */
export const idempotencyKeyOf = (route: Route, event: HttpEvent): string | undefined => {
  const key = route.method === 'POST' ? event.headers['idempotency-key'] : undefined;
  if (key === undefined || IDEMPOTENCY_KEY.test(key)) return key;
  const message = 'must be 1 to 255 visible ASCII characters';
  throw new Problem('invalid_request', `The Idempotency-Key header ${message}.`, {
    errors: [{ path: 'Idempotency-Key', message }],
  });
};
