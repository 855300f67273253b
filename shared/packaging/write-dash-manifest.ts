import { declareBandwidth } from './declare-bandwidth.ts';
import { compareNames, groupAudio, type Programme } from './group-audio.ts';
import { normalizeLanguage } from './normalize-language.ts';
import { PackagingError } from './packaging-error.ts';
import type { AudioTrack, Track, VideoTrack } from './track.ts';
import { writeSegmentTemplates } from './write-segment-template.ts';
import { element } from './write-xml.ts';

export interface DashOptions {
  readonly plannedSegmentSeconds: number;
}

/**
 * The static MPD of a whole media, to be stored beside the `video/` and `audio/` folders (ISO/IEC 23009-1, profile isoff-live).
 *
 * Times on the timeline are presentation times, that is after the edit list. Audio
 * decodes from 0 and is heard from the priming on, which the edit list in its init segment maps to 0; browsers apply it.
 * So the first audio segment has t=0 and what is heard of it as d, and there is no presentationTimeOffset: with one, the
 * priming would be taken off twice. Tracks may differ in length by part of a frame; the presentation is the longest.
 */
export const writeDashManifest = (tracks: readonly Track[], options: DashOptions): string => {
  if (tracks.length === 0) throw new PackagingError('invalid_input', 'a manifest needs a track');
  const videos = tracks
    .filter((track) => track.kind === 'video')
    .toSorted((a, b) => a.maxBitrate - b.maxBitrate || compareNames(a, b));
  // Players switch within a set, and cannot between codecs.
  const families = [...Map.groupBy(videos, (track) => track.init.codecs.split('.')[0]).values()];
  const programmes = groupAudio(tracks.filter((track) => track.kind === 'audio'));
  const sets = [
    ...families.map((family, i) => writeVideoSet(family, `${i + 1}`, options)),
    ...programmes.map((programme, i) => writeAudioSet(programme, `${families.length + i + 1}`, i === 0, options)),
  ];
  const lines = element(
    'MPD',
    {
      xmlns: 'urn:mpeg:dash:schema:mpd:2011',
      profiles: 'urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019',
      type: 'static',
      mediaPresentationDuration: formatSeconds(Math.max(...tracks.map(lengthInMicroseconds))),
      minBufferTime: formatSeconds(Math.round(options.plannedSegmentSeconds * MICROSECONDS)),
    },
    element('Period', { id: '0', start: 'PT0S' }, sets.flat()),
  );
  return `${['<?xml version="1.0" encoding="UTF-8"?>', ...lines].join('\n')}\n`;
};

const writeVideoSet = (tracks: readonly VideoTrack[], id: string, options: DashOptions): string[] => {
  const widest = tracks.reduce((most, track) => (track.width > most.width ? track : most));
  const fastest = tracks.reduce((most, track) => (rate(track) > rate(most) ? track : most));
  const templates = writeSegmentTemplates(tracks);
  const attributes = {
    id,
    contentType: 'video',
    mimeType: 'video/mp4',
    segmentAlignment: `${templates.shared !== undefined}`,
    startWithSAP: 1,
    par: reduce(widest.width, widest.height).join(':'),
    maxWidth: widest.width,
    maxHeight: Math.max(...tracks.map((track) => track.height)),
    maxFrameRate: formatRate(fastest),
  };
  const representations = tracks.flatMap((track) =>
    element(
      'Representation',
      {
        ...describeTrack(track, options),
        width: track.width,
        height: track.height,
        sar: '1:1',
        frameRate: formatRate(track),
      },
      templates.own(track),
    ),
  );
  return element('AdaptationSet', attributes, [
    ...element('Role', role('main')),
    ...(templates.shared ?? []),
    ...representations,
  ]);
};

const writeAudioSet = (programme: Programme, id: string, isMain: boolean, options: DashOptions): string[] => {
  const [best] = programme;
  const templates = writeSegmentTemplates(programme);
  const attributes = {
    id,
    contentType: 'audio',
    mimeType: 'audio/mp4',
    lang: normalizeLanguage(best.language),
    segmentAlignment: `${templates.shared !== undefined}`,
    startWithSAP: 1,
  };
  const representations = programme
    .toReversed()
    .flatMap((track) =>
      element('Representation', { ...describeTrack(track, options), audioSamplingRate: track.sampleRate }, [
        ...element('AudioChannelConfiguration', channelConfiguration(track)),
        ...templates.own(track),
      ]),
    );
  return element('AdaptationSet', attributes, [
    ...element('Label', {}, best.label),
    ...element('Role', role(isMain ? 'main' : 'alternate')),
    ...(templates.shared ?? []),
    ...representations,
  ]);
};

const describeTrack = (track: Track, options: DashOptions) => ({
  id: track.name,
  codecs: track.init.codecs,
  bandwidth: declareBandwidth(track, { ...options, complete: true }).peak,
});

const role = (value: string) => ({ schemeIdUri: 'urn:mpeg:dash:role:2011', value });

/** ISO/IEC 23003-3: the value is the channel configuration, which is the count up to six; eight channels are 7. */
const channelConfiguration = ({ channels }: AudioTrack) => ({
  schemeIdUri: 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011',
  value: channels === 8 ? 7 : channels,
});

const MICROSECONDS = 1_000_000;

/** Rounded up, so that no sample lies beyond the end. */
const lengthInMicroseconds = (track: Track): number => {
  const ticks = BigInt(track.segments.reduce((sum, segment) => sum + segment.durationTicks, 0));
  const timescale = BigInt(track.init.timescale);
  return Number((ticks * BigInt(MICROSECONDS) + timescale - 1n) / timescale);
};

const formatSeconds = (microseconds: number): string =>
  `PT${(microseconds / MICROSECONDS).toFixed(6).replace(/\.?0+$/, '')}S`;

const rate = ({ frameRate }: VideoTrack): number => frameRate.num / frameRate.den;

const formatRate = ({ frameRate }: VideoTrack): string => {
  const [num, den] = reduce(frameRate.num, frameRate.den);
  return den === 1 ? `${num}` : `${num}/${den}`;
};

const reduce = (a: number, b: number): [number, number] => {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return [a / x, b / x];
};
