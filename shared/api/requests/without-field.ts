import type { HttpAnswer } from '../../runtime/http-stack.ts';

/** The answer without one field of its JSON body: a secret is given out once and kept nowhere. */
export const withoutField = (answer: HttpAnswer, field: string): HttpAnswer => {
  const { [field]: _secret, ...rest } = JSON.parse(answer.body ?? '{}') as Record<string, unknown>;
  return { ...answer, body: JSON.stringify(rest) };
};
