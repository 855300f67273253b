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

/** What is listed while the media grows. `isWhole`: of these tracks no more will come. */
export const writeGrowingObjects = (
  tracks: readonly Track[],
  isWhole: boolean,
  plannedSegmentSeconds: number,
): PublishedObjects => ({
  playlists: tracks.map((track) => writePlaylist(track, { plannedSegmentSeconds, complete: isWhole })),
  entries: [
    {
      name: masterName,
      contentType: HLS,
      body: writeMultivariantPlaylist(tracks, { plannedSegmentSeconds, complete: false }),
    },
  ],
});

/**
 * `listed` is what viewers get from now on. A playlist of `former` is ended as well: somebody may be playing it.
 */
export const writeFinalObjects = (
  { listed, former }: { readonly listed: readonly Track[]; readonly former: readonly Track[] },
  plannedSegmentSeconds: number,
  formats: Formats,
): PublishedObjects => {
  const options = { plannedSegmentSeconds, complete: true } as const;
  const hls = formats.includes('hls');
  const entries: PublishedObject[] = [];
  if (hls) entries.push({ name: masterName, contentType: HLS, body: writeMultivariantPlaylist(listed, options) });
  if (formats.includes('dash')) {
    entries.push({ name: dashName, contentType: DASH, body: writeDashManifest(alignedOf(listed), options) });
  }
  const writeTrack = (track: Track): PublishedObject[] => {
    if (track.kind === 'audio') return [writePlaylist(track, options)];
    const name = `${trackFolder(track)}/${iframeName}`;
    return [writePlaylist(track, options), { name, contentType: HLS, body: writeIframePlaylist(track, options) }];
  };
  const ended = former.map((track) => writePlaylist(track, options));
  return { playlists: hls ? [...listed.flatMap(writeTrack), ...ended] : [], entries };
};

const writePlaylist = (track: Track, options: Parameters<typeof writeMediaPlaylist>[1]): PublishedObject => ({
  name: `${trackFolder(track)}/${playlistName}`,
  contentType: HLS,
  body: writeMediaPlaylist(track, options),
});

/** A DASH player changes between tracks whose segments end together; one that is cut elsewhere is listed only if it is alone. */
const alignedOf = (tracks: readonly Track[]): readonly Track[] => {
  const aligned = tracks.filter((track) => track.kind === 'audio' || track.longestSeconds === undefined);
  return aligned.some((track) => track.kind === 'video') ? aligned : tracks;
};

/** Every name that the objects of such tracks may have. */
export const objectNamesOf = (tracks: readonly Pick<Track, 'kind' | 'name'>[]): string[] => [
  masterName,
  dashName,
  ...tracks.flatMap((track) => [playlistName, iframeName].map((name) => `${trackFolder(track)}/${name}`)),
];
