import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mpd': 'application/dash+xml',
  '.mp4': 'video/mp4',
  '.m4s': 'video/iso.segment',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.vtt': 'text/vtt; charset=utf-8',
  '.json': 'application/json',
};

export interface MediaObject {
  readonly key: string;
  /** Undefined leaves it to what the object was stored with. */
  readonly contentType: string | undefined;
  /** Playlists and manifests; everything else is compressed already. */
  readonly isText: boolean;
}

const KEY = /^med_[0-9a-z]{25}(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** The object of a key; undefined for one that can't be ours. */
export const mediaObject = (key: string): MediaObject | undefined => {
  if (!KEY.test(key)) return undefined;
  const extension = extname(key);
  const isAudio = extension === '.mp4' && key.includes('/audio/');
  return {
    key,
    contentType: isAudio ? 'audio/mp4' : TYPES[extension],
    isText: extension === '.m3u8' || extension === '.mpd' || extension === '.vtt',
  };
};
