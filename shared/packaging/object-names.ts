import { PackagingError } from './packaging-error.ts';
import type { Track } from './track.ts';

/** Every name is relative to the media's own prefix, so that playlists work under any host, path token or folder. */
export const masterName = 'master.m3u8';
export const dashName = 'manifest.mpd';
export const playlistName = 'playlist.m3u8';
export const iframeName = 'iframes.m3u8';
export const initName = 'init.mp4';

/** What a name below a media's prefix looks like: nothing that leads out of it, is hidden, or needs an escape. */
export const isObjectName = (text: string): boolean =>
  text.length <= 200 && /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(text);

const DIGITS = 5;

/** The DASH template that makes the same names as `segmentName`. */
export const segmentTemplate = `seg-$Number%0${DIGITS}d$.m4s`;

/** `seg-00001.m4s`; numbers start at 1. */
export const segmentName = (number: number): string => {
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new PackagingError('invalid_input', `segment numbers are whole and start at 1, not ${number}`);
  }
  return `seg-${`${number}`.padStart(DIGITS, '0')}.m4s`;
};

/** The DASH template that makes the same names as `trackFolder`. */
export const folderTemplate = (kind: Track['kind']): string => `${kind}/$RepresentationID$`;

/** What needs no escaping in a URL, in an XML attribute, in a quoted playlist string, or in an object key. */
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** `video/720p`, `audio/audio-128k`: without a slash at the end. */
export const trackFolder = ({ kind, name }: Pick<Track, 'kind' | 'name'>): string => {
  if (!SAFE_NAME.test(name)) {
    throw new PackagingError(
      'invalid_input',
      `a track is named ${JSON.stringify(name)}, which does not match ${SAFE_NAME}`,
    );
  }
  return `${kind}/${name}`;
};
