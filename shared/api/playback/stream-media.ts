import { playbackExpiry } from '../../media/playback-token.ts';
import { isObjectName } from '../../packaging/object-names.ts';
import { signedFolder } from '../../playback/playback-folder.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { HttpAnswer } from '../../runtime/http-stack.ts';
import { Problem } from '../../runtime/problem.ts';
import { requirePlayable } from './require-playable.ts';

type StreamDeps = Pick<Deps, 'config' | 'database' | 'resources' | 'signingKeys' | 'now'>;

/**
 * Where to fetch one of a media's objects: below a short-lived token, whatever the media's policy. Names in a playlist are relative,
 * so whoever follows the redirect of a playlist needs to ask no more.
 */
export const streamMedia = async (deps: StreamDeps, mediaId: string, name: string): Promise<HttpAnswer> => {
  // A client that knows no parameters with slashes in them escapes these.
  const path = name.replace(/%2f/gi, '/');
  if (!isObjectName(path)) {
    throw new Problem('route_not_found', 'There is nothing at this address; a media has names such as master.m3u8.');
  }
  const media = await requirePlayable(deps, mediaId);
  const expiresAt = playbackExpiry(deps.now(), deps.config.playback.signedSeconds);
  const { url } = await signedFolder(deps, media, { expiresAt });
  return { statusCode: 302, headers: { location: `${url}/${path}`, 'cache-control': 'no-store' } };
};
