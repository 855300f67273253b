import type * as z from 'zod';
import type { Action } from '../../access/actions.ts';
import type { Caller } from '../../access/caller.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { HttpAnswer } from '../../runtime/http-stack.ts';
import type { ProblemCode } from '../../runtime/problem-codes.ts';
import type { Preconditions } from './preconditions.ts';

export interface ApiRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly preconditions: Preconditions;
  /** Who asks, and what that one may do. */
  readonly caller: Caller;
  /** The header `Last-Event-ID`: where a client of server-sent events goes on. */
  readonly lastEventId?: string;
  /** What the request's Idempotency-Key belongs to, if it has one. */
  readonly idempotencyScope?: string;
}

/**
 * What a caller needs for a route: nothing, any key, or to be allowed an action. `media`: the action on the media that `params.id` names. `medias`: on some media at least; the
 * route then looks at what it is about, or answers with what is within the caller's scopes. `service`: on everything there is.
 */
export type RouteAccess =
  | 'public'
  | 'authenticated'
  | { readonly action: Action; readonly on: 'media' | 'medias' | 'service' };

interface AnswerSpec {
  readonly description: string;
  /** Left out: an answer without a body. */
  readonly schema?: z.ZodType;
  /** @default application/json */
  readonly contentType?: string;
  readonly headers?: z.ZodObject;
  readonly example?: unknown;
}

/** One line of the API: what routes a request, checks it, answers it and describes it in the OpenAPI document. */
export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: RouteAccess;
  /** A value that does not fit is an address of nothing: `unknown` says of what. */
  readonly params?: Params;
  /** How a resource that is not there is refused. @default media_not_found */
  readonly unknown?: { readonly code: ProblemCode; readonly noun: string };
  readonly query?: Query;
  readonly body?: {
    readonly schema: Body;
    /** An empty body is taken as `{}`. @default false */
    readonly optional?: true;
    /** @default 256 KiB */
    readonly maxBytes?: number;
    /** @default application/json */
    readonly contentType?: string;
    readonly example?: unknown;
  };
  /** Which precondition it takes: `If-None-Match` to read (304), `If-Match` to write (412). */
  readonly condition?: 'read' | 'write';
  readonly answers: Readonly<Record<`${number}`, AnswerSpec>>;
  /** Of the answer: a secret, which is given out once, and not again for a repeated Idempotency-Key. */
  readonly secretField?: string;
  /** Beyond those that any route may give. */
  readonly problems?: readonly ProblemCode[];
  run(deps: Deps, request: ApiRequest<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<HttpAnswer>;
}

/** Checks a route's `run` against its schemas, then forgets them: the table is a list of one type. */
export const route = <
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
>(
  spec: Route<Params, Query, Body>,
): Route => spec as unknown as Route;
