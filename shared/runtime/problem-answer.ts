import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from './problem.ts';
import { problemKind } from './problem-codes.ts';

const RETRY_AFTER_SECONDS = 5;

/** RFC 9457. `type` points at the code's place in our own documentation page. */
export const problemAnswer = (problem: Problem, requestId: string): APIGatewayProxyStructuredResultV2 => {
  const { status, title, isRetryable } = problemKind(problem.code);
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(isRetryable ? { 'retry-after': `${RETRY_AFTER_SECONDS}` } : {}),
      ...problem.headers,
    },
    body: JSON.stringify({
      type: `/docs#problem-${problem.code}`,
      title,
      status,
      code: problem.code,
      detail: problem.message,
      ...(problem.errors ? { errors: problem.errors } : {}),
      requestId,
    }),
  };
};
