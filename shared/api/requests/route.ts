import type * as z from 'zod';
import type { Deps } from '../../runtime/deps.ts';
import type { HttpAnswer } from '../../runtime/http-stack.ts';
import type { ProblemCode } from '../../runtime/problem-codes.ts';
import type { Preconditions } from './preconditions.ts';

export interface ApiRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly preconditions: Preconditions;
  /** What the request's Idempotency-Key belongs to, if it has one. */
  readonly idempotencyScope?: string;
}

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
  /** A value that does not fit is an address of nothing: `media_not_found`. */
  readonly params?: Params;
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
