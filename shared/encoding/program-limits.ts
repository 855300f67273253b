import { totalmem } from 'node:os';
import { estimateAudio, estimateFrame, estimateReading } from '../media/estimate-work.ts';
import { toNumber } from '../media/rational.ts';
import type { AudioTaskSpec, TaskSpec, VideoTaskSpec } from '../media/task.ts';
import type { Config } from '../runtime/config.ts';
import type { ProgramLimits } from './confine-program.ts';

export type SourceLimits = Config['limits'];

const MEBIBYTE = 1024 * 1024;

/** For our own process and what is in flight between the store and the encoder: 120 MB were measured. */
const RESERVED_BYTES = 256 * MEBIBYTE;
/** Without this much no source can be opened at all. */
const LEAST_BYTES = 128 * MEBIBYTE;

/** Never more than the machine, the container or the Lambda has: its kernel would end us, and say nothing. */
const machineBytes = (): number => {
  const constrained = process.constrainedMemory(); // 0 or absurdly high where nothing constrains
  const total = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.max(LEAST_BYTES, total - RESERVED_BYTES);
};

const limitMemory = ({ maxMemoryMegabytes }: SourceLimits, encoderBytes: number): number =>
  Math.min(machineBytes(), maxMemoryMegabytes * MEBIBYTE + encoderBytes);

/** For looking at a source: programs of one thread, so none can use more CPU than there is time. */
export const limitProbing = (limits: SourceLimits, seconds: number): ProgramLimits => ({
  cpuSeconds: seconds,
  memoryBytes: limitMemory(limits, 0),
});

/** Whether two programs under these limits have the memory that they may take. */
export const hasRoomForTwo = ({ memoryBytes }: ProgramLimits): boolean => 2 * memoryBytes <= machineBytes();

/** What an encoder keeps of each pixel of its pictures: 134 bytes were measured at `veryfast` with four threads, 230 at `slow`. */
const ENCODER_BYTES_PER_PIXEL = 256;

/** For a task. Its CPU time follows from what it is estimated to take, and from the source, all of which it may have to read. */
export const limitTask = (spec: TaskSpec, limits: SourceLimits): ProgramLimits => {
  const pixels = spec.kind === 'video' ? spec.outputs.reduce((sum, { width, height }) => sum + width * height, 0) : 0;
  return {
    cpuSeconds: LEAST_CPU_SECONDS + estimateReading(spec.source.bytes) + limits.maxCpuFactor * estimateTask(spec),
    memoryBytes: limitMemory(limits, pixels * ENCODER_BYTES_PER_PIXEL),
  };
};

/** For copying a source: all of it is read, and nothing decoded. */
export const limitRemux = (bytes: number, limits: SourceLimits): ProgramLimits => ({
  cpuSeconds: LEAST_CPU_SECONDS + estimateReading(bytes),
  memoryBytes: limitMemory(limits, 0),
});

/** Opening a source may take this long, however short the task is: the index of 12 hours, or one large picture. */
const LEAST_CPU_SECONDS = 60;

/** Pictures before a range that have to be decoded with it. Screen recorders set key frames minutes apart. */
const LONGEST_GOP_SECONDS = 120;

/** The spec does not say how large the source's pictures are. 4K is taken; 8K in HDR takes 3.3 times as long. */
const HONEST_PIXELS = 3840 * 2160;

/** Seconds of one vCPU that a task would take if its source was in 4K. */
export const estimateTask = (spec: TaskSpec): number => {
  switch (spec.kind) {
    case 'video':
      return estimateVideo(spec);
    case 'audio':
      return estimateAudio(secondsOfAudio(spec), spec.outputs.length);
    case 'poster':
    case 'copy':
    case 'prepare': // run no program of these limits
      return 0;
    default:
      return spec satisfies never;
  }
};

const secondsOfAudio = ({ samples, sampleRate, segments, segmentSeconds }: AudioTaskSpec): number =>
  Math.min(samples / sampleRate, (segments ?? Number.POSITIVE_INFINITY) * toNumber(segmentSeconds));

const estimateVideo = (spec: VideoTaskSpec): number => {
  const { frameRate, outputs } = spec;
  const source = { codedWidth: HONEST_PIXELS, codedHeight: 1, frameRate, dynamicRange: spec.toneMap ?? 'sdr' } as const;
  const before = spec.seek
    ? Math.min(spec.firstFrame, Math.ceil(LONGEST_GOP_SECONDS * toNumber(frameRate)))
    : spec.firstFrame;
  const decodeOnly = estimateFrame({ source, frameRate, outputs: NO_OUTPUT });
  return spec.frames * estimateFrame({ source, frameRate, outputs }) + before * decodeOnly;
};

const NO_OUTPUT = [{ width: 0, height: 0, frameDivisor: 1, preset: 'veryfast' }];
