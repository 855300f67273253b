import type { Readable } from 'node:stream';
import type { TrackResult } from '../media/outcome.ts';
import { toNumber } from '../media/rational.ts';
import type { AudioTaskSpec, VideoTaskSpec } from '../media/task.ts';
import { cutFragments } from '../packaging/cut-fragments.ts';
import { listCuts } from '../packaging/list-cuts.ts';
import { muxAudio } from '../packaging/mux-audio.ts';
import { PackagingError } from '../packaging/packaging-error.ts';
import { planAudioRange } from '../packaging/plan-audio-range.ts';
import { planAudioSegments } from '../packaging/plan-audio-segments.ts';
import { AAC_PRIMING_SAMPLES, audioArguments } from './audio-arguments.ts';
import { EncodeError } from './encode-error.ts';
import { explainLimit, lastWords } from './explain-failure.ts';
import { limitBytes } from './limit-bytes.ts';
import { limitTask, type SourceLimits } from './program-limits.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';
import { type StoreObject, storeTrack } from './store-track.ts';
import { videoArguments } from './video-arguments.ts';

export interface EncodeOptions {
  readonly ffmpeg: string;
  readonly url: string;
  readonly store: StoreObject;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
}

/**
 * Encodes one range into all its renditions with one ffmpeg; segments are stored while encoding goes on. A range in
 * which nothing can be decoded is tried once more from the start of the source: the last good picture before the damage
 * then stands still, as it does in a player.
 */
export const encodeVideo = async (spec: VideoTaskSpec, options: EncodeOptions): Promise<TrackResult[]> => {
  try {
    return await encodeRange(spec, options);
  } catch (error) {
    const isDamaged = error instanceof EncodeError && error.code === 'corrupt';
    if (!isDamaged || !spec.seek || spec.firstFrame === 0) throw error;
    return encodeRange({ ...spec, seek: false }, options);
  }
};

const encodeRange = (spec: VideoTaskSpec, options: EncodeOptions): Promise<TrackResult[]> =>
  encodeTracks(spec, videoArguments(spec, options.url, options.limits), options, (pipe, index) => {
    const output = pick(spec.outputs, index);
    const divisor = output.frameDivisor;
    const seconds = spec.frames / toNumber(spec.frameRate);
    const maxBytes = mostBytes(output.maxBitrate * seconds + output.bufferBits, options.limits);
    const parts = cutFragments(limitBytes(pipe, maxBytes), {
      timescale: spec.timescale,
      segmentGops: spec.segmentGops,
      firstSegmentNumber: spec.firstSegmentNumber,
      firstFrame: spec.firstFrame / divisor,
      frames: Math.ceil(spec.frames / divisor),
      frameTicks: spec.frameTicks * divisor,
      gopFrames: spec.gopFrames / divisor,
    });
    return storeTrack({ kind: 'video', name: output.name }, parts, options.store);
  });

/** Encodes one range of an audio track at all its bit rates with one ffmpeg. */
export const encodeAudio = (spec: AudioTaskSpec, options: EncodeOptions): Promise<TrackResult[]> => {
  const { samples, sampleRate, segmentSeconds } = spec;
  const plan = planAudioSegments({
    presentedSamples: samples,
    primingSamples: AAC_PRIMING_SAMPLES,
    sampleRate,
    cuts: listCuts(samples * segmentSeconds.den, segmentSeconds.num * sampleRate, {
      num: sampleRate * segmentSeconds.den,
      den: 1,
    }),
  });
  const range = planAudioRange(plan, { firstSegment: spec.firstSegmentNumber, segments: spec.segments });
  return encodeTracks(spec, audioArguments(spec, range, options.url, options.limits), options, (pipe, index) => {
    const { name, bitrate } = pick(spec.outputs, index);
    const seconds = (range.endSample - range.startSample) / sampleRate;
    const parts = muxAudio(limitBytes(pipe, mostBytes(bitrate * seconds, options.limits)), plan, {
      bitrate,
      range,
      ...(spec.language ? { language: spec.language } : {}),
    });
    return storeTrack({ kind: 'audio', name }, parts, options.store);
  });
};

/** Boxes and headers, a first picture that no rate buffer holds back, and the silence after short sounds. */
const MOST_BYTES_BESIDES = 8 * 1024 * 1024;

/** What a track may write at most, for the bits that its cap allows. */
const mostBytes = (bits: number, { maxOutputFactor }: SourceLimits): number =>
  maxOutputFactor * Math.ceil(bits / 8) + MOST_BYTES_BESIDES;

/**
 * Runs ffmpeg with one pipe per track. The first failure, of ffmpeg or of a track, ends everything; the error says the
 * cause and not its consequences (a killed ffmpeg, broken pipes).
 */
const encodeTracks = async (
  spec: VideoTaskSpec | AudioTaskSpec,
  args: readonly string[],
  options: EncodeOptions,
  read: (pipe: Readable, index: number) => Promise<TrackResult>,
): Promise<TrackResult[]> => {
  const tracks = spec.outputs.length;
  const { url, signal } = options;
  const limits = limitTask(spec, options.limits);
  const program = runProgram(options.ffmpeg, args, { url, signal, limits, extraPipes: tracks });
  program.stdout.resume();
  let firstError: unknown;
  const results = await Promise.all(
    program.pipes.map((pipe, index) =>
      read(pipe, index).catch((error: unknown) => {
        firstError ??= error;
        program.kill();
        return undefined;
      }),
    ),
  );
  const end = await program.finished;
  options.signal.throwIfAborted();
  const done = results.filter((result) => result !== undefined);
  const limit = explainLimit(end);
  if (limit) {
    throw new EncodeError(limit.code, limit.message, {
      isFinal: true,
      detail: lastWords(end.stderr),
      cause: firstError,
    });
  }
  if (end.exitCode === 0 && done.length === tracks) return done;
  throw explain(end, firstError);
};

const explain = (end: ProgramEnd, cause: unknown): unknown => {
  const detail = lastWords(end.stderr);
  if (end.startError) return end.startError;
  if (cause instanceof PackagingError) {
    if (cause.code !== 'short_output' && cause.code !== 'malformed') {
      return new EncodeError('internal', `The encoder's output is not what was asked for: ${cause.message}.`, {
        isFinal: true,
        detail,
        cause,
      });
    }
    // Output that stops early is ffmpeg giving up on the source, unless something killed it.
    if (end.exitCode !== undefined) {
      return new EncodeError('corrupt', `The source could not be decoded here: ${cause.message}.`, {
        isFinal: end.exitCode === 0,
        detail,
        cause,
      });
    }
  } else if (cause !== undefined) return cause;
  const how = end.exitCode === undefined ? `was ended by ${end.signal}` : `ended with code ${end.exitCode}`;
  return new EncodeError('encode_failed', `ffmpeg ${how}.`, { isFinal: false, detail, cause });
};

const pick = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no output ${index}`);
  return item;
};
