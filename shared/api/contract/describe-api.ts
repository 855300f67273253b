import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { PROBLEMS, type ProblemCode } from '../../runtime/problem-codes.ts';
import { IDEMPOTENCY_KEY } from '../requests/parse-request.ts';
import type { Route } from '../requests/route.ts';
import { ProblemDocument } from '../schemas/problem.ts';
import { describeAccess } from './describe-access.ts';

const IdempotencyKey = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .optional()
  .meta({ description: 'Repeating a request with the same key within 24 hours gives the first answer again.' });

const CONDITIONS = {
  read: z.object({
    'If-None-Match': z
      .string()
      .optional()
      .meta({ description: 'ETags of answers that you have; 304 if one of them is still right.', example: '"7"' }),
  }),
  write: z.object({
    'If-Match': z
      .string()
      .optional()
      .meta({ description: 'The ETag of what you have read; 412 if it has changed since.', example: '"7"' }),
  }),
};

const describeHeaders = ({ method, condition }: Route): z.ZodObject | undefined => {
  if (condition) return CONDITIONS[condition];
  return method === 'POST' ? z.object({ 'Idempotency-Key': IdempotencyKey }) : undefined;
};

/** What a route may be refused with because of what it is. */
const commonProblems = ({ method, access, params, unknown, query, body, condition }: Route): ProblemCode[] => [
  ...(access === 'public' ? [] : (['unauthorized', 'forbidden', 'rate_limited'] as const)),
  ...(params ? ([unknown?.code ?? 'media_not_found'] as const) : []),
  ...(query || body || method === 'POST' ? (['invalid_request'] as const) : []),
  ...(body ? (['malformed_json', 'body_too_large', 'unsupported_content_type'] as const) : []),
  ...(method === 'POST' ? (['request_in_progress', 'idempotency_key_reused'] as const) : []),
  ...(condition === 'write' ? (['precondition_failed'] as const) : []),
  'internal',
  'dependency_unavailable',
  'timeout',
];

const describeProblems = (route: Route): ZodOpenApiResponsesObject => {
  const codes = [...new Set([...(route.problems ?? []), ...commonProblems(route)])];
  const byStatus = Map.groupBy(codes, (code) => `${PROBLEMS[code].status}` as const);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: ProblemDocument } },
      },
    ]),
  );
};

const describeAnswers = ({ answers }: Route): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    Object.entries(answers).map(
      ([status, { description, schema, contentType = 'application/json', headers, example }]) => [
        status,
        {
          description,
          ...(headers ? { headers } : {}),
          ...(schema ? { content: { [contentType]: { schema, ...(example === undefined ? {} : { example }) } } } : {}),
        },
      ],
    ),
  );

const describeRoute = (route: Route): ZodOpenApiOperationObject => {
  const header = describeHeaders(route);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [...(route.description ? [route.description] : []), describeAccess(route.access)].join(' '),
    ...(route.access === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(header ? { header } : {}),
    },
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.optional,
            content: {
              [route.body.contentType ?? 'application/json']: {
                schema: route.body.schema,
                example: route.body.example,
              },
            },
          },
        }
      : {}),
    // The routes' own answers last: a health report of 503 is not a problem document.
    responses: { ...describeProblems(route), ...describeAnswers(route) },
  };
};

export type ApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document of the routes: from the same schemas that check the requests. */
export const describeApi = (routes: readonly Route[]): ApiDocument => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    // OpenAPI has no name for a parameter with slashes in it.
    const path = route.path.replace('+}', '}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Gilfoyle',
      version: '1',
      description:
        'Upload video and audio, play it as HLS and DASH. New fields may appear in answers: ignore those you do not know.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    // Without a key only where the operator wants none: on a machine of one's own.
    security: [{ key: [] }, {}],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key (`gk_…`), or an upload token (`gu_…`).' },
      },
    },
    paths,
  };
  return createDocument(document, {
    override: ({ jsonSchema, io }) => {
      // Answers may grow; only what is sent in is held to the known keys.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // What any whole number is held to says nothing.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
};
