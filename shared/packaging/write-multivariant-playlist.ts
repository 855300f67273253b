import { type BandwidthOptions, declareBandwidth } from './declare-bandwidth.ts';
import { compareNames, groupAudio } from './group-audio.ts';
import { type Bandwidth, measureBandwidth } from './measure-bandwidth.ts';
import { iframeName, playlistName, trackFolder } from './object-names.ts';
import { PackagingError } from './packaging-error.ts';
import type { AudioTrack, Track, VideoTrack } from './track.ts';
import { writeAttributes } from './write-attributes.ts';
import { writeAudioGroup } from './write-audio-group.ts';
import { iframeTargetDuration } from './write-iframe-playlist.ts';
import { HLS_VERSION } from './write-media-playlist.ts';

/** Players start with the first variant; Apple's authoring specification suggests 2 Mb/s, the H.264 rung at 540 lines. */
const FIRST_VARIANT_BITRATE = 2_000_000;

/**
 * The multivariant playlist, to be stored beside the `video/` and `audio/` folders. Each video track is a variant; they share
 * one group with the best track of each audio programme. Without video, each bit rate is a variant, and a group only if
 * there are several programmes. The variant whose cap is nearest to 2 Mb/s comes first, the others by falling cap, so the
 * order is the same before and after the rates were measured. While encoding goes on, rates come from the caps and I-frame
 * playlists are not named. Throws `invalid_input` without any track.
 */
export const writeMultivariantPlaylist = (tracks: readonly Track[], options: BandwidthOptions): string => {
  const videos = tracks.filter((track) => track.kind === 'video');
  const programmes = groupAudio(tracks.filter((track) => track.kind === 'audio'));
  if (tracks.length === 0) throw new PackagingError('invalid_input', 'a multivariant playlist needs a track');
  const best = programmes.map(([track]) => track);
  const lines = videos.length > 0 ? writeVideo(videos, best, options) : writeAudioOnly(programmes, options);
  return `${['#EXTM3U', `#EXT-X-VERSION:${HLS_VERSION}`, '#EXT-X-INDEPENDENT-SEGMENTS', ...lines].join('\n')}\n`;
};

const writeVideo = (
  videos: readonly VideoTrack[],
  audio: readonly AudioTrack[],
  options: BandwidthOptions,
): string[] => {
  const groupId = audio.length > 0 ? 'audio' : undefined;
  const sorted = orderVariants(videos, (track) => track);
  return [
    ...(groupId ? writeAudioGroup(groupId, audio) : []),
    ...sorted.flatMap((video) => writeVariant(video, audio, groupId, options)),
    ...(options.complete ? sorted.flatMap(writeIframeVariant) : []),
  ];
};

const writeAudioOnly = (programmes: readonly (readonly AudioTrack[])[], options: BandwidthOptions): string[] => {
  const levels = Math.max(...programmes.map((programme) => programme.length));
  // A programme with fewer bit rates than others repeats its lowest.
  const groups = Array.from({ length: levels }, (_, level) =>
    programmes.flatMap((programme) => programme[Math.min(level, programme.length - 1)] ?? []),
  );
  return orderVariants(groups, ([main]) => main).flatMap((group, i) => {
    const [main, ...others] = group;
    if (!main) return [];
    const groupId = others.length > 0 ? `audio-${i + 1}` : undefined;
    return [...(groupId ? writeAudioGroup(groupId, group) : []), ...writeVariant(main, others, groupId, options)];
  });
};

const orderVariants = <T>(variants: readonly T[], mainTrack: (variant: T) => Track | undefined): T[] => {
  const cap = (variant: T): number => mainTrack(variant)?.maxBitrate ?? 0;
  const name = (variant: T) => ({ name: mainTrack(variant)?.name ?? '' });
  const falling = variants.toSorted((a, b) => cap(b) - cap(a) || compareNames(name(a), name(b)));
  const distance = (variant: T): number => Math.abs(cap(variant) - FIRST_VARIANT_BITRATE);
  const first = falling.toSorted((a, b) => distance(a) - distance(b)).slice(0, 1);
  return [...first, ...falling.filter((variant) => !first.includes(variant))];
};

const writeVariant = (
  main: Track,
  audio: readonly AudioTrack[],
  groupId: string | undefined,
  options: BandwidthOptions,
): string[] => {
  const own = declareBandwidth(main, options);
  const rates = audio.map((track) => declareBandwidth(track, options));
  const { peak, average } = main.kind === 'video' ? addLargest(own, rates) : largest([own, ...rates]);
  const attributes = writeAttributes({
    BANDWIDTH: peak,
    'AVERAGE-BANDWIDTH': options.complete ? average : undefined,
    CODECS: { quoted: [...new Set([main, ...audio].map((track) => track.init.codecs))].join(',') },
    ...(main.kind === 'video'
      ? {
          RESOLUTION: `${main.width}x${main.height}`,
          'FRAME-RATE': (main.frameRate.num / main.frameRate.den).toFixed(3),
        }
      : {}),
    AUDIO: groupId ? { quoted: groupId } : undefined,
    'CLOSED-CAPTIONS': main.kind === 'video' ? 'NONE' : undefined,
  });
  return [`#EXT-X-STREAM-INF:${attributes}`, `${trackFolder(main)}/${playlistName}`];
};

/** Apple's authoring specification, 9.13: the largest sum of any combination that a player may choose. */
const addLargest = (video: Bandwidth, audio: readonly Bandwidth[]): Bandwidth => {
  const most = largest(audio);
  return { peak: video.peak + most.peak, average: video.average + most.average };
};

const largest = (rates: readonly Bandwidth[]): Bandwidth => ({
  peak: Math.max(0, ...rates.map((rate) => rate.peak)),
  average: Math.max(0, ...rates.map((rate) => rate.average)),
});

const writeIframeVariant = (track: VideoTrack): string[] => {
  const frames = track.segments.flatMap((segment) => segment.keyFrames);
  if (frames.length === 0) return [];
  const { timescale, codecs } = track.init;
  const { peak, average } = measureBandwidth(frames, timescale, iframeTargetDuration(frames, timescale));
  const attributes = writeAttributes({
    BANDWIDTH: peak,
    'AVERAGE-BANDWIDTH': average,
    CODECS: { quoted: codecs },
    RESOLUTION: `${track.width}x${track.height}`,
    URI: { quoted: `${trackFolder(track)}/${iframeName}` },
  });
  return [`#EXT-X-I-FRAME-STREAM-INF:${attributes}`];
};
