import type { Deps } from '../runtime/deps.ts';
import { Problem } from '../runtime/problem.ts';
import { type KeysTable, listSigningKeys, type SigningKey } from './signing-keys.ts';

/** How long a key that was added or dropped may take to be noticed. Half of what is promised of a dropped one. */
const KEEP_MS = 30_000;

const unavailable = (cause?: unknown): Problem =>
  new Problem(
    'dependency_unavailable',
    'The keys of playback addresses cannot be read right now; send the request again in a few seconds.',
    { cause },
  );

export type KeyReader = () => Promise<readonly [SigningKey, ...SigningKey[]]>;

/** Reads the signing keys, newest first, once in half a minute; who asks meanwhile shares that read. A failure is not kept. */
export const createKeyReader = (deps: KeysTable & Pick<Deps, 'now'>): KeyReader => {
  let kept: { readonly keys: ReturnType<KeyReader>; readonly at: number } | undefined;

  const read: KeyReader = async () => {
    const keys = await listSigningKeys(deps).catch((cause: unknown) => {
      throw unavailable(cause);
    });
    const [newest, ...others] = keys;
    if (!newest)
      throw unavailable(new Error(`The table ${deps.resources.keysTable} has no key; run the function "keys"`));
    return [newest, ...others];
  };

  return () => {
    const now = deps.now().getTime();
    // A clock that was set back makes them old as well.
    if (kept && kept.at <= now && now < kept.at + KEEP_MS) return kept.keys;
    const fresh = { keys: read(), at: now };
    kept = fresh;
    fresh.keys.catch(() => {
      if (kept === fresh) kept = undefined;
    });
    return fresh.keys;
  };
};
