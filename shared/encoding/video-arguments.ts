import { secondsOfFrames, toNumber } from '../media/rational.ts';
import type { VideoOutput, VideoTaskSpec } from '../media/task.ts';
import { firstFragmentNumber } from '../packaging/cut-fragments.ts';
import { openingSource, TOLERATE_DAMAGE } from './allowed-formats.ts';
import { filterSource } from './filter-source.ts';
import type { SourceLimits } from './program-limits.ts';

/**
 * How much earlier than the range decoding starts, in seconds. ffmpeg enters at the key frame before that and keeps what it
 * decodes on the way (`-noaccurate_seek`), so the picture shown at the range's start is there however long it stands
 * still; the margin is for containers whose index is in decoding order, and for filters that look back a frame.
 */
const PREROLL_SECONDS = 0.5;

/** ffmpeg's arguments for one range: every output is fragmented MP4 on its own pipe, `pipe:3` for the first. */
export const videoArguments = (spec: VideoTaskSpec, url: string, limits: SourceLimits): string[] => [
  ...pictureArguments(spec, url, limits),
  ...spec.outputs.flatMap((output, i) => outputArguments(spec, output, i)),
];

/** The part up to the encoders: pad `[v0]` gives the pictures of the first output, `[v1]` of the second. */
export const pictureArguments = (spec: VideoTaskSpec, url: string, limits: SourceLimits): string[] => [
  ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-copyts', ...TOLERATE_DAMAGE],
  ...inputArguments(spec, url, limits),
  ...['-filter_complex_threads', '1', '-filter_complex', videoFilters(spec)],
];

const entryFrame = (spec: VideoTaskSpec): number => {
  const fps = toNumber(spec.frameRate);
  const preroll = Math.ceil(PREROLL_SECONDS * fps);
  // A range after the end of the pictures still needs the last one, which then stands still.
  const lastFrames = Math.floor((spec.endSeconds - spec.zeroSeconds - 2 * PREROLL_SECONDS) * fps);
  return spec.seek ? Math.max(0, Math.min(spec.firstFrame - preroll, lastFrames)) : 0;
};

/**
 * Pictures that change their size on the way (calls that were recorded, broadcasts) would make ffmpeg build its filters
 * anew, and these begin with the first frame of the range again. So they stay, and the first of them, which does nothing
 * otherwise, brings every picture to the size of the first one.
 */
const KEEP_FILTERS = ['-reinit_filter', '0'];
const KEEP_SIZE = 'scale=iw:ih';

const inputArguments = (spec: VideoTaskSpec, url: string, limits: SourceLimits): string[] => {
  const entry = entryFrame(spec);
  const at = spec.zeroSeconds + Number(secondsOfFrames(entry, spec.frameRate));
  return [
    ...(entry > 0 ? ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', at.toFixed(6)] : []),
    ...openingSource(limits),
    ...['-threads', `${spec.threads}`, ...KEEP_FILTERS, '-i', url],
  ];
};

/**
 * Puts the pictures on the media's frame grid, takes the range, and scales each rendition from the next larger one
 * (cheaper than each from the source, and no worse to look at).
 */
export const videoFilters = (spec: VideoTaskSpec): string => {
  const { num, den } = spec.frameRate;
  const grid = [
    ...filterSource(spec),
    `fps=${num}/${den}:start_time=${secondsOfFrames(entryFrame(spec), spec.frameRate)}:round=near`,
    // The last picture stands still until the media ends: sound may be longer, and damaged ends must not shorten a range.
    'tpad=stop=-1:stop_mode=clone',
    `trim=start_pts=${spec.firstFrame}:end_pts=${spec.firstFrame + spec.frames}`,
  ];
  const chains = [
    `[0:${spec.streamIndex}]${KEEP_SIZE},setpts=PTS-(${spec.zeroTicks}),${grid.join(',')}${fork(spec, -1)}`,
  ];
  spec.outputs.forEach((output, i) => {
    const from = scaledFrom(spec, i);
    const step = output.frameDivisor / (spec.outputs[from]?.frameDivisor ?? 1);
    const scale = [
      ...(step > 1 ? [`framestep=${step}`] : []),
      `scale=${output.width}:${output.height}:out_range=tv`,
      'format=yuv420p',
      'setsar=1',
    ].join(',');
    chains.push(`${edge(from, i)}${scale}${fork(spec, i)}`);
  });
  return chains.join(';');
};

/** Which output this one is made from: the next larger one that has all its frames; -1 is the source itself. */
const scaledFrom = (spec: VideoTaskSpec, index: number): number => {
  const divisor = spec.outputs[index]?.frameDivisor ?? 1;
  return spec.outputs.findLastIndex((larger, i) => i < index && divisor % larger.frameDivisor === 0);
};

const edge = (from: number, to: number): string => `[${from < 0 ? 'source' : `v${from}`}to${to}]`;

/** The pads that a node feeds: its encoder, and the outputs that are made from it. */
const fork = (spec: VideoTaskSpec, node: number): string => {
  const pads = [
    ...(node >= 0 ? [`[v${node}]`] : []),
    ...spec.outputs.flatMap((_, i) => (scaledFrom(spec, i) === node ? [edge(node, i)] : [])),
  ];
  return pads.length > 1 ? `,split=${pads.length}${pads.join('')}` : pads.join('');
};

/** The encoder of one output, and where it writes: `pipe:3` for the first. */
export const outputArguments = (spec: VideoTaskSpec, output: VideoOutput, index: number): string[] => {
  const gop = `${spec.gopFrames / output.frameDivisor}`;
  return [
    ...['-map', `[v${index}]`, '-fps_mode', 'passthrough'],
    ...['-c:v', 'libx264', '-preset', output.preset, '-profile:v', output.profile, '-threads', `${spec.threads}`],
    ...['-crf', `${output.crf}`, '-maxrate', `${output.maxBitrate}`, '-bufsize', `${output.bufferBits}`],
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0'],
    // stitchable keeps the init segment equal in every range of the media.
    ...['-x264-params', `stitchable=1:open-gop=0${spec.halfFullBuffer ? ':vbv-init=0.5' : ''}`],
    ...colorArguments(spec),
    ...['-flags', '+bitexact', '-fflags', '+bitexact', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-f', 'mp4', '-movflags', '+frag_keyframe+cmaf+frag_discont+skip_trailer'],
    ...['-fragment_index', `${firstFragmentNumber(spec)}`, '-video_track_timescale', `${spec.timescale}`],
    `pipe:${index + 3}`,
  ];
};

/** Names that libx264 knows; anything else is left unsaid rather than wrong. */
const KNOWN_COLOR =
  /^(bt709|bt470m|bt470bg|smpte170m|smpte240m|film|bt2020|bt2020nc|fcc|gamma22|gamma28|iec61966-2-1|linear)$/;

const colorArguments = ({ color, toneMap }: VideoTaskSpec): string[] => {
  const named = toneMap ? { space: 'bt709', primaries: 'bt709', transfer: 'bt709' } : color;
  const say = (option: string, value: string | undefined): string[] =>
    value && KNOWN_COLOR.test(value) ? [option, value] : [];
  return [
    ...['-color_range', 'tv'],
    ...say('-colorspace', named.space),
    ...say('-color_primaries', named.primaries),
    ...say('-color_trc', named.transfer),
  ];
};
