import { ConfigError } from '../../shared/runtime/config-error.ts';
import { StartUpError } from './start-up-error.ts';

const listCauses = (error: unknown): readonly string[] =>
  error instanceof Error ? [error.message, ...listCauses(error.cause)] : error === undefined ? [] : [String(error)];

/** Why the start failed, for the person who started it. */
export const describeStartFailure = (error: unknown): string => {
  if (error instanceof StartUpError || error instanceof ConfigError) return error.message;
  const stack = error instanceof Error ? `\n${error.stack}` : '';
  return `Gilfoyle could not start: ${listCauses(error).join(': ')}${stack}`;
};
