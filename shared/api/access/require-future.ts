import { Problem } from '../../runtime/problem.ts';

export const requireFuture = (field: string, time: string, now: Date): Date => {
  const date = new Date(time);
  if (date > now) return date;
  const message = `must be in the future; now it is ${now.toISOString()}`;
  throw new Problem('invalid_request', `The body is not valid: ${field}: ${message}.`, {
    errors: [{ path: field, message }],
  });
};
