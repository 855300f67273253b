import type { HttpAnswer } from '../../runtime/http-stack.ts';

/** Nothing here may be kept by a cache: states change and addresses are signed. */
export const jsonAnswer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});
