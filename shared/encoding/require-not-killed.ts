import type { ProgramEnd } from './run-program.ts';

/** What a source can do to a program ends in others, such as SIGSEGV. */
const FROM_OUTSIDE: ReadonlySet<string | undefined> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/**
 * Throws if somebody ended the program: a machine short of memory, a host that stops. Then nothing is known of the source,
 * and what the program said until then must not be taken for all there is.
 */
export const requireNotKilled = (program: string, { signal }: Pick<ProgramEnd, 'signal'>): void => {
  if (FROM_OUTSIDE.has(signal)) throw new Error(`${program} was killed (${signal}) before it had read the source`);
};
