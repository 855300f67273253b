import type { AccessConfig } from '../../shared/runtime/access-config.ts';
import type { ApiAccess } from '../../shared/runtime/deps.ts';
import { StartUpError } from './start-up-error.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

export interface Reach {
  readonly host: string;
  readonly publicUrl: string;
}

/** Who may call the API, given who can reach it: others than this machine's own users need a key. */
export const decideAccess = (mode: AccessConfig['mode'], { host, publicUrl }: Reach): ApiAccess => {
  const outside = [host, new URL(publicUrl).hostname].find((name) => !LOOPBACK.test(name));
  if (outside === undefined) return mode;
  if (mode === 'open') {
    throw new StartUpError(
      `Gilfoyle does not start open where others can reach it (${outside}): set access.mode to keys or auto, or listen on 127.0.0.1.`,
    );
  }
  return 'keys';
};
