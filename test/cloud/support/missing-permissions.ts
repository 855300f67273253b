import { readFile } from 'node:fs/promises';
import { EMULATOR_LOG } from './start-emulator.ts';

/** A test that forbids something on purpose is refused by a policy of the resource. */
const REFUSED = /(\S+) is not authorized to perform: ([\w:-]+).*? because no identity-based policy allows/g;

/** What functions tried and were refused, according to their logs: some of it is not visible from outside. */
export const missingPermissions = async (): Promise<readonly string[]> => {
  const log = await readFile(EMULATOR_LOG, 'utf8');
  const refusals = [...log.matchAll(REFUSED)].map(([, user = '', action = '']) => `${nameOf(user)}: ${action}`);
  return [...new Set(refusals)].sort();
};

/** `arn:aws:sts::…:assumed-role/<role>/<function>` */
const nameOf = (user: string): string => user.split('/').at(-1) ?? user;
