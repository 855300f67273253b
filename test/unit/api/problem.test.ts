import { expect, test } from 'vitest';
import { Problem } from '../../../shared/runtime/problem.ts';
import { problemAnswer } from '../../../shared/runtime/problem-answer.ts';
import { problemOfError } from '../../../shared/runtime/problem-of-error.ts';

const answerTo = (error: unknown) => {
  const { body, headers, statusCode } = problemAnswer(problemOfError(error), 'request-1');
  return { statusCode, headers, body: JSON.parse(body ?? '') };
};

test('a refusal says what is wrong, as RFC 9457 has it', () => {
  const errors = [{ path: 'title', message: 'must not be blank' }];
  const { statusCode, headers, body } = answerTo(new Problem('invalid_request', 'The body is not valid.', { errors }));
  expect(statusCode).toBe(400);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
  expect(body).toEqual({
    type: '/docs#problem-invalid_request',
    title: 'The request is not valid',
    status: 400,
    code: 'invalid_request',
    detail: 'The body is not valid.',
    errors,
    requestId: 'request-1',
  });
});

test('an unexpected error tells nothing of itself', () => {
  const { statusCode, body } = answerTo(new TypeError('password=hunter2 at /srv/secret.ts'));
  expect(statusCode).toBe(500);
  expect(body.code).toBe('internal');
  expect(JSON.stringify(body)).not.toMatch(/hunter2|secret|TypeError/);
  expect(answerTo('just a string').statusCode).toBe(500);
});

test.each([
  ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ['every address refused', new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })])],
  ['a database that is starting', Object.assign(new Error('starting up'), { code: '57P03' })],
  ['a database whose disk is full', Object.assign(new Error('No space left on device'), { code: '53100' })],
  ['a database with too many connections', Object.assign(new Error('too many clients'), { code: '53300' })],
  ['a statement that nobody answered', new Error('Query read timeout')],
  ['a table that is throttled', Object.assign(new Error('slower'), { name: 'ThrottlingException' })],
  ['a lost database connection', new Error('Connection terminated unexpectedly')],
  ['a pool that gets no connection', new Error('timeout exceeded when trying to connect')],
  ['an AWS service that fails', Object.assign(new Error('slow down'), { $metadata: { httpStatusCode: 503 } })],
  ['one of these as a cause', new Error('lost', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })],
])('%s means: later', (_what, error) => {
  const { statusCode, headers, body } = answerTo(error);
  expect(statusCode).toBe(503);
  expect(body.code).toBe('dependency_unavailable');
  expect(headers).toMatchObject({ 'retry-after': '5' });
});
