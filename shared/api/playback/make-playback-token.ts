import { newId } from '../../media/identifiers.ts';
import { ipNetwork } from '../../media/ip-network.ts';
import type { PlaybackClaims } from '../../media/playback-token.ts';
import { signedFolder } from '../../playback/playback-folder.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { presentAddresses } from '../medias/present-media.ts';
import type { PlaybackToken, PlaybackTokenBody } from '../schemas/playback.ts';
import { MAX_TOKEN_SECONDS } from '../schemas/playback.ts';
import { requirePlayable } from './require-playable.ts';
import { requireTokens } from './require-tokens.ts';

type TokenDeps = Pick<Deps, 'config' | 'database' | 'resources' | 'signingKeys' | 'now'>;

/**
 * One token for all that there is of a media. Its id begins with the time at which it expires: that is all that has to be known
 * of it to revoke it, so none is stored.
 */
export const makePlaybackToken = async (
  deps: TokenDeps,
  mediaId: string,
  body: PlaybackTokenBody,
): Promise<PlaybackToken> => {
  requireTokens(deps);
  const media = await requirePlayable(deps, mediaId);
  const expiresAt = expiryOf(deps, body);
  const id = newId('pbt', new Date(expiresAt * 1000));
  const { ipPrefix, referrerHosts, countries } = body;
  const claims: PlaybackClaims = {
    ...{ expiresAt, tokenId: id, referrerHosts, countries },
    network: ipPrefix === undefined ? undefined : ipNetwork(ipPrefix),
  };
  const { token, ...folder } = await signedFolder(deps, media, claims);
  return {
    id,
    token,
    expiresAt: new Date(expiresAt * 1000).toISOString(),
    playback: presentAddresses(deps, media, folder) ?? {},
  };
};

/** Whole seconds since 1970. */
const expiryOf = ({ config, now }: TokenDeps, { expiresIn, expiresAt }: PlaybackTokenBody): number => {
  const seconds = now().getTime() / 1000;
  if (expiresAt === undefined) return Math.ceil(seconds + (expiresIn ?? config.playback.signedSeconds));
  const wanted = Math.floor(Date.parse(expiresAt) / 1000);
  if (wanted > seconds && wanted <= seconds + MAX_TOKEN_SECONDS) return wanted;
  const message = `must be in the future, by ${MAX_TOKEN_SECONDS} seconds at most`;
  throw new Problem('invalid_request', `The body is not valid: expiresAt: ${message}.`, {
    errors: [{ path: 'expiresAt', message }],
  });
};
