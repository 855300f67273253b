import type { AudioProbe, Probe, VideoProbe } from '../media/probe.ts';
import { parseRational, rational, toNumber } from '../media/rational.ts';
import { isExactlySeekable } from './allowed-formats.ts';
import { chooseFrameRate } from './choose-frame-rate.ts';
import { type FfprobeOutput, type FfprobeStream, readNumber } from './ffprobe-output.ts';

/** When the packets of one stream are shown, in seconds on the source's clock; read from the packets themselves. */
export interface StreamExtent {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Of sound with packets of one length: see `AudioProbe`. */
  readonly isEven?: boolean;
}

/** The streams worth playing: the main video, every audio track up to the limit, and a cover picture. */
export const chooseStreams = (
  output: FfprobeOutput,
  { maxAudioTracks, maxPixels }: { readonly maxAudioTracks: number; readonly maxPixels: number },
): { video: FfprobeStream | undefined; audio: FfprobeStream[]; cover: FfprobeStream | undefined } => {
  const pictures = output.streams.filter((stream) => stream.codec_type === 'video');
  const videos = pictures.filter((stream) => !isStill(stream) && area(stream) > 0 && stream.codec_name !== 'unknown');
  const rank = (stream: FfprobeStream): number => stream.disposition.default * 1e12 + area(stream);
  return {
    video: videos.sort((a, b) => rank(b) - rank(a))[0],
    audio: output.streams.filter(isPlayableAudio).slice(0, maxAudioTracks),
    cover: pictures.find(
      (stream) => stream.disposition.attached_pic === 1 && area(stream) > 0 && area(stream) <= maxPixels,
    ),
  };
};

/** Cover art and thumbnails are stored like a video and are none. */
export const isStill = ({ disposition }: FfprobeStream): boolean =>
  disposition.attached_pic === 1 || disposition.timed_thumbnails === 1 || disposition.still_image === 1;

const area = (stream: FfprobeStream): number => (stream.width ?? 0) * (stream.height ?? 0);

const isPlayableAudio = (stream: FfprobeStream): boolean =>
  stream.codec_type === 'audio' &&
  stream.codec_name !== 'unknown' &&
  (stream.channels ?? 0) > 0 &&
  (readNumber(stream.sample_rate) ?? 0) > 0;

/** Puts together what ffprobe said of the streams and what was measured of their packets. */
export const interpretProbe = (
  output: FfprobeOutput,
  chosen: ReturnType<typeof chooseStreams>,
  extents: ReadonlyMap<number, StreamExtent>,
  bytes: number,
): Probe => {
  const video = chosen.video && withExtent(chosen.video, extents, interpretVideo);
  const audio = chosen.audio.flatMap((stream) => withExtent(stream, extents, interpretAudio) ?? []);
  const streams = [...(video ? [video] : []), ...audio];
  const startSeconds = Math.min(...streams.map((stream) => stream.startSeconds));
  const endSeconds = Math.max(...streams.map((stream) => stream.endSeconds));
  const bitrate = readNumber(output.format.bit_rate);
  return {
    container: output.format.format_name,
    bytes,
    ...(bitrate === undefined ? {} : { bitrate }),
    durationSeconds: streams.length === 0 ? 0 : round(presentedSeconds(video, startSeconds, endSeconds)),
    startSeconds: streams.length === 0 ? 0 : startSeconds,
    isExactlySeekable: isExactlySeekable(output.format.format_name),
    ...(video ? { video } : {}),
    audio,
    ...(chosen.cover && !video ? { cover: coverOf(chosen.cover) } : {}),
    warnings: [],
  };
};

/** Sound that ends this little after the pictures is cut with them; more of it is played to its end over the last picture. */
const AUDIO_OVERHANG_SECONDS = 0.5;

const presentedSeconds = (video: VideoProbe | undefined, start: number, end: number): number => {
  const pictures = video ? video.endSeconds - start : 0;
  return video && end - start - pictures <= AUDIO_OVERHANG_SECONDS ? pictures : end - start;
};

const withExtent = <T>(
  stream: FfprobeStream,
  extents: ReadonlyMap<number, StreamExtent>,
  interpret: (stream: FfprobeStream, extent: StreamExtent) => T,
): T | undefined => {
  const extent = extents.get(stream.index);
  return extent && extent.endSeconds > extent.startSeconds ? interpret(stream, extent) : undefined;
};

const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

const interpretVideo = (stream: FfprobeStream, extent: StreamExtent): VideoProbe => {
  const isInterlaced = ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? '');
  const { frameRate, isVariable } = chooseFrameRate(
    parseRational(stream.r_frame_rate),
    parseRational(stream.avg_frame_rate),
    isInterlaced,
  );
  const codedWidth = stream.width ?? 0;
  const codedHeight = stream.height ?? 0;
  const sampleAspectRatio = pixelShape(stream);
  const rotation = readRotation(stream);
  const shape = toNumber(sampleAspectRatio);
  const shown = { width: Math.max(1, Math.round(codedWidth * shape)), height: codedHeight };
  const isTurned = rotation === 90 || rotation === 270;
  const pixelFormat = stream.pix_fmt ?? 'unknown';
  return {
    streamIndex: stream.index,
    codec: stream.codec_name,
    ...optional('profile', stream.profile),
    codedWidth,
    codedHeight,
    width: isTurned ? shown.height : shown.width,
    height: isTurned ? shown.width : shown.height,
    rotation,
    sampleAspectRatio,
    pixelFormat,
    bitDepth: bitDepthOf(pixelFormat),
    frameRate,
    isVariableFrameRate: isVariable,
    isInterlaced,
    dynamicRange:
      stream.color_transfer === 'smpte2084' ? 'pq' : stream.color_transfer === 'arib-std-b67' ? 'hlg' : 'sdr',
    color: {
      ...optional('range', stream.color_range),
      ...optional('space', stream.color_space),
      ...optional('primaries', stream.color_primaries),
      ...optional('transfer', stream.color_transfer),
    },
    timeBase: parseRational(stream.time_base) ?? rational(1, 1000),
    ...extent,
    ...optional('bitrate', readNumber(stream.bit_rate)),
  };
};

/** A file may hold megabytes of these; messages and playlists may not. The longest registered tags of languages have 35 letters. */
const LANGUAGE_LENGTH = 35;
const TITLE_LENGTH = 200;

const cut = (text: string | undefined, length: number): string | undefined =>
  text === undefined ? undefined : [...text.slice(0, 2 * length)].slice(0, length).join('');

const interpretAudio = (stream: FfprobeStream, extent: StreamExtent): AudioProbe => ({
  streamIndex: stream.index,
  codec: stream.codec_name,
  ...optional('profile', stream.profile),
  sampleRate: readNumber(stream.sample_rate) ?? 0,
  channels: stream.channels ?? 0,
  ...optional('channelLayout', stream.channel_layout),
  ...optional('language', stream.tags.language === 'und' ? undefined : cut(stream.tags.language, LANGUAGE_LENGTH)),
  ...optional('title', cut(stream.tags.title, TITLE_LENGTH)),
  isDefault: stream.disposition.default === 1,
  ...extent,
  ...optional('bitrate', readNumber(stream.bit_rate)),
  ...optional('timeBase', parseRational(stream.time_base)),
  ...optional('packets', readNumber(stream.nb_frames)),
  ...optional('indexedTicks', stream.duration_ts),
});

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

/** Pixels wider or higher than 1:16 are a broken header, not a shape. */
const pixelShape = (stream: FfprobeStream): { num: number; den: number } => {
  const shape = parseRational(stream.sample_aspect_ratio, ':');
  const value = shape ? toNumber(shape) : 1;
  return shape && value > 1 / 16 && value < 16 ? shape : rational(1);
};

/** ffprobe counts anticlockwise. Odd angles are taken for the nearest quarter turn. */
const readRotation = (stream: FfprobeStream): 0 | 90 | 180 | 270 => {
  const anticlockwise = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const quarters = ((Math.round(-anticlockwise / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarters] ?? 0;
};

const bitDepthOf = (pixelFormat: string): number =>
  Number(/p(9|10|12|14|16)(le|be)?$/.exec(pixelFormat)?.[1] ?? (/^[xp]\w*10/.test(pixelFormat) ? 10 : 8));

const coverOf = (stream: FfprobeStream): { streamIndex: number; width: number; height: number } => ({
  streamIndex: stream.index,
  width: stream.width ?? 0,
  height: stream.height ?? 0,
});
