import { dashName, iframeName, masterName, playlistName, trackFolder } from '../packaging/object-names.ts';
import type { Track } from '../packaging/track.ts';
import { writeDashManifest } from '../packaging/write-dash-manifest.ts';
import { writeIframePlaylist } from '../packaging/write-iframe-playlist.ts';
import { writeMediaPlaylist } from '../packaging/write-media-playlist.ts';
import { writeMultivariantPlaylist } from '../packaging/write-multivariant-playlist.ts';
import type { Config } from '../runtime/config.ts';

export interface PublishedObject {
  /** Relative to the media. */
  readonly name: string;
  readonly body: string;
  readonly contentType: string;
}

/** To be stored in this order: what names others comes after them. */
export interface PublishedObjects {
  readonly playlists: readonly PublishedObject[];
  readonly entries: readonly PublishedObject[];
}

const HLS = 'application/vnd.apple.mpegurl';
const DASH = 'application/dash+xml';

export type Formats = Config['encoding']['formats'];

/** Playlists that name the first `segments` of each track, and don't end. DASH waits for the whole media. */
export const writeGrowingObjects = (
  tracks: readonly Track[],
  segments: number,
  plannedSegmentSeconds: number,
): PublishedObjects => ({
  playlists: tracks.map((track) => {
    const segmentCount = Math.min(segments, track.segments.length);
    const body = writeMediaPlaylist(track, { plannedSegmentSeconds, complete: false, segmentCount });
    return { name: `${trackFolder(track)}/${playlistName}`, contentType: HLS, body };
  }),
  entries: [
    {
      name: masterName,
      contentType: HLS,
      body: writeMultivariantPlaylist(tracks, { plannedSegmentSeconds, complete: false }),
    },
  ],
});

export const writeFinalObjects = (
  tracks: readonly Track[],
  plannedSegmentSeconds: number,
  formats: Formats,
): PublishedObjects => {
  const options = { plannedSegmentSeconds, complete: true } as const;
  const hls = formats.includes('hls');
  const entries: PublishedObject[] = [];
  if (hls) entries.push({ name: masterName, contentType: HLS, body: writeMultivariantPlaylist(tracks, options) });
  if (formats.includes('dash')) {
    entries.push({ name: dashName, contentType: DASH, body: writeDashManifest(tracks, options) });
  }
  const writeTrack = (track: Track): PublishedObject[] => {
    const folder = trackFolder(track);
    const playlist = { name: `${folder}/${playlistName}`, contentType: HLS, body: writeMediaPlaylist(track, options) };
    if (track.kind === 'audio') return [playlist];
    return [playlist, { name: `${folder}/${iframeName}`, contentType: HLS, body: writeIframePlaylist(track, options) }];
  };
  return { playlists: hls ? tracks.flatMap(writeTrack) : [], entries };
};

/** Every name that the objects of such tracks may have. */
export const objectNamesOf = (tracks: readonly Pick<Track, 'kind' | 'name'>[]): string[] => [
  masterName,
  dashName,
  ...tracks.flatMap((track) => [playlistName, iframeName].map((name) => `${trackFolder(track)}/${name}`)),
];
