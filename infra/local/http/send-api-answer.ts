import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const isStructured = (answer: unknown): answer is APIGatewayProxyStructuredResultV2 =>
  typeof answer === 'object' && answer !== null && 'statusCode' in answer;

/** What API Gateway makes of what a function returns, payload format 2.0. */
export const sendApiAnswer = (response: ServerResponse, answer: unknown): void => {
  const {
    statusCode = 200,
    headers,
    cookies,
    body,
    isBase64Encoded,
  } = isStructured(answer) ? answer : { body: JSON.stringify(answer) ?? '' };
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, String(value));
  if (cookies?.length) response.setHeader('set-cookie', cookies);
  const hasBody = statusCode !== 204 && statusCode !== 304;
  if (hasBody) {
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', bytes.length);
  }
  // Node leaves out the body of an answer to HEAD.
  response.end(hasBody ? bytes : undefined);
};
