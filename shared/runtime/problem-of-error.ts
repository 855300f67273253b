import { isDependencyDown } from './is-dependency-down.ts';
import { Problem } from './problem.ts';

/** What the caller hears of an error. The error itself goes to the log only. */
export const problemOfError = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (isDependencyDown(error)) {
    return new Problem(
      'dependency_unavailable',
      'A part of the service cannot be reached right now; send the request again in a few seconds.',
      { cause: error },
    );
  }
  return new Problem(
    'internal',
    'Something went wrong inside the service; if it happens again, report it with the requestId of this answer.',
    { cause: error },
  );
};
