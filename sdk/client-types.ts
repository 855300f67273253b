import type { OPERATIONS } from './generated/operations.ts';
import type { components, operations } from './generated/types.ts';

export type Schemas = components['schemas'];
export type OperationId = keyof typeof OPERATIONS & keyof operations;

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

/** A property that can be left out when everything in it can, and that is not there when there is nothing to say. */
type Part<Name extends string, Value> = [Value] extends [never]
  ? object
  : [NonNullable<Value>] extends [never]
    ? object
    : undefined extends Value
      ? { readonly [K in Name]?: NonNullable<Value> }
      : RequiredKeys<Value> extends never
        ? { readonly [K in Name]?: Value }
        : { readonly [K in Name]: Value };

type Parameters<Op, Where extends string> = Op extends { parameters: infer All }
  ? Where extends keyof All
    ? All[Where]
    : never
  : never;

type Body<Op> = Op extends { requestBody: { content: infer Content } }
  ? Content[keyof Content]
  : Op extends { requestBody?: { content: infer Content } }
    ? Content[keyof Content] | undefined
    : never;

/** What an operation takes: `path`, `query`, `header` and `body`, as far as it has them. */
export type Input<Id extends OperationId> = Part<'path', Parameters<operations[Id], 'path'>> &
  Part<'query', Parameters<operations[Id], 'query'>> &
  Part<'header', Parameters<operations[Id], 'header'>> &
  Part<'body', Body<operations[Id]>>;

type Answers<Op> = Op extends { responses: infer All } ? All : never;
type Content<Answer> = Answer extends { content: infer Each } ? NonNullable<Each>[keyof NonNullable<Each>] : undefined;
type Succeeded = 200 | 201 | 202 | 204 | 206 | 304;

/** Where a redirect leads is followed, and read by the caller. */
type Redirected = 302 | 303 | 307;

/** What an operation answers when it did what it was asked; undefined where it answers without a body (204, 304). */
export type Output<Id extends OperationId> = {
  [Status in keyof Answers<operations[Id]>]: Status extends Succeeded
    ? [Content<Answers<operations[Id]>[Status]>] extends [never]
      ? undefined
      : Content<Answers<operations[Id]>[Status]>
    : Status extends Redirected
      ? ReadableStream<Uint8Array> | undefined
      : never;
}[keyof Answers<operations[Id]>];

/** `getMedia` and its like answer without a body only to those who send `If-None-Match`, which is what `request` is for. */
type Plain<Id extends OperationId> = [Exclude<Output<Id>, undefined>] extends [never]
  ? undefined
  : Exclude<Output<Id>, undefined>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface Answer<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: Headers;
}

type Arguments<Id extends OperationId> =
  RequiredKeys<Input<Id>> extends never
    ? [input?: Input<Id>, options?: CallOptions]
    : [input: Input<Id>, options?: CallOptions];

type Methods = { readonly [Id in OperationId]: (...input: Arguments<Id>) => Promise<Plain<Id>> };

/** Every operation of the API by its name. Each throws a `GilfoyleError` when it is refused. */
export interface Client extends Methods {
  /** The same with status and headers, for `ETag`s and the like. */
  request<Id extends OperationId>(id: Id, ...input: Arguments<Id>): Promise<Answer<Output<Id>>>;
  /** What the client sends with, retries not included. */
  readonly fetch: typeof fetch;
  /** Whether `fetch` is the one of the platform. */
  readonly isPlatformFetch: boolean;
}

export type Media = Schemas['Media'];
export type MediaSummary = Schemas['MediaSummary'];
export type CreatedMedia = Schemas['CreatedMedia'];
export type MediaEvent = Schemas['Event'];
