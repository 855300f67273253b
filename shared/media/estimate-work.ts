import { type DecodingCost, ENCODING_COSTS } from './encoding-costs.ts';
import type { VideoProbe } from './probe.ts';
import { type Rational, toNumber } from './rational.ts';
import type { VideoOutput } from './task.ts';

/** What tasks take, in seconds of one vCPU, by what was measured (encoding-costs.json). */
const { tasks, decoding, scaling, deinterlacing, toneMapping, encoding, sound, assumed } = ENCODING_COSTS;

export type SourcePictures = Pick<
  VideoProbe,
  'codec' | 'bitDepth' | 'codedWidth' | 'codedHeight' | 'frameRate' | 'isInterlaced' | 'dynamicRange' | 'bitrate'
>;

export type OutputPictures = Pick<VideoOutput, 'width' | 'height' | 'frameDivisor' | 'preset'>;

export interface Pictures {
  readonly source: SourcePictures;
  /** What the task's frames are counted in. */
  readonly frameRate: Rational;
  /** Highest first. */
  readonly outputs: readonly OutputPictures[];
}

const MEGA = 1e6;

/** Decoding one second of the source, and what is done with its pictures before they are on the grid. */
export const estimateDecoding = (source: SourcePictures): number => {
  const megapixels = (source.codedWidth * source.codedHeight * toNumber(source.frameRate)) / MEGA;
  const { perMegapixel, perMegabit } = decodingCost(source);
  const filters =
    (source.isInterlaced ? deinterlacing.perMegapixel : 0) +
    (source.dynamicRange === 'sdr' ? 0 : toneMapping.perMegapixel);
  return megapixels * (perMegapixel + filters) + ((source.bitrate ?? 0) / MEGA) * perMegabit;
};

/** Slow, and so rare that a codec nobody measured is not taken to be like them. */
const RARITIES = ['ffv1', 'jpeg2000'];

/** What was not measured counts as the slowest of what is usual. */
const decodingCost = ({ codec, bitDepth }: Pick<SourcePictures, 'codec' | 'bitDepth'>): DecodingCost => {
  const depths = decoding[codec];
  return (bitDepth > 8 ? (depths?.['10'] ?? depths?.['8']) : (depths?.['8'] ?? depths?.['10'])) ?? SLOWEST;
};

const SLOWEST: DecodingCost = Object.entries(decoding)
  .filter(([codec]) => !RARITIES.includes(codec))
  .flatMap(([, depths]) => Object.values(depths))
  .reduce((slowest, cost) => (cost.perMegapixel > slowest.perMegapixel ? cost : slowest));

/** Decoding and encoding one frame of the grid, with the frames of the source that it stands for. */
export const estimateFrame = ({ source, frameRate, outputs }: Pictures): number =>
  estimateDecoding(source) / toNumber(frameRate) + estimateOutputs({ source, outputs });

/** Scaling one frame of the grid to each output, each from the one before it, and encoding them. */
const estimateOutputs = ({ source, outputs }: Omit<Pictures, 'frameRate'>): number => {
  const sourcePixels = source.codedWidth * source.codedHeight;
  const costs = outputs.map(({ width, height, frameDivisor, preset }, i) => {
    const larger = outputs[i - 1];
    const [read, written] = [larger ? larger.width * larger.height : sourcePixels, width * height];
    const isSame = read === written && (i > 0 || source.bitDepth === 8);
    const scaled = isSame ? 0 : read * scaling.perMegapixelRead + written * scaling.perMegapixelWritten;
    const { perFrame, perMegapixel } = encodingCost(preset);
    return (perFrame + (scaled + written * perMegapixel) / MEGA) / frameDivisor;
  });
  return costs.reduce((sum, cost) => sum + cost, 0);
};

export const encodingCost = (preset: string) => {
  const cost = encoding[preset];
  if (!cost) throw new RangeError(`nobody measured what the preset ${preset} of x264 takes`);
  return cost;
};

export interface VideoWork extends Pictures {
  readonly frames: number;
  readonly segments: number;
  /** What is decoded before the first of them. */
  readonly secondsBefore: number;
}

/**
 * What is decoded before a range that the source is entered for: half a second that is always taken, and on average half
 * the time between key frames, which are 2 s apart in most sources.
 */
export const ENTRY_SECONDS = 1.5;

/** A whole task. */
export const estimateVideo = (work: VideoWork): number =>
  tasks.startSeconds +
  tasks.ownSeconds +
  work.outputs.length * (work.segments + 1) * tasks.secondsPerObject +
  work.secondsBefore * estimateDecoding(work.source) +
  work.frames * estimateFrame(work);

/** A whole task: decoding sound and encoding it at some bit rates. */
export const estimateAudio = (seconds: number, bitrates: number): number =>
  tasks.startSeconds + tasks.ownSeconds + seconds * (sound.decodingPerSecond + bitrates * sound.encodingPerSecond);

/** Of six at most; the first is mostly good enough. */
const LOOKS = 2;

/** A whole task: looking at some pictures until one shows something. Cover art is the only picture, and costs nothing. */
export const estimatePoster = (source?: SourcePictures): number =>
  tasks.ownSeconds +
  (source ? LOOKS * (tasks.startSeconds + estimateDecoding(source) / toNumber(source.frameRate)) : tasks.startSeconds);

/** A task that starts no program: the time until so much of a source has come and gone. */
export const estimateCopying = (bytes: number): number => tasks.ownSeconds + estimateReading(bytes);

/** The time until so much of a source has arrived. */
export const estimateReading = (bytes: number): number => bytes / assumed.storeBytesPerSecond;
