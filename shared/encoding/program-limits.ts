import { totalmem } from 'node:os';
import { WORKER_BYTES } from '../media/choose-queue.ts';
import { estimateEncoderMemory } from '../media/estimate-memory.ts';
import { estimateAudio, estimateReading, estimateVideo } from '../media/estimate-work.ts';
import { toNumber } from '../media/rational.ts';
import type { AudioTaskSpec, TaskSpec, VideoTaskSpec } from '../media/task.ts';
import type { Config } from '../runtime/config.ts';
import type { ProgramLimits } from './confine-program.ts';

export type SourceLimits = Config['limits'];

const MEBIBYTE = 1024 * 1024;

/** Without this much no source can be opened at all. */
const LEAST_BYTES = 128 * MEBIBYTE;

/** Never more than the machine, the container or the Lambda has: its kernel would end us, and say nothing. */
const machineBytes = (): number => {
  const constrained = process.constrainedMemory(); // 0 or absurdly high where nothing constrains
  const total = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.max(LEAST_BYTES, total - WORKER_BYTES);
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

/** What is limited is what a program reserves, not what it touches, which is what was measured. */
const RESERVE_FACTOR = 2;

/** For a task. Its CPU time follows from what it is estimated to take, and from the source, all of which it may have to read. */
export const limitTask = (spec: TaskSpec, limits: SourceLimits): ProgramLimits => {
  const encoderBytes = spec.kind === 'video' ? RESERVE_FACTOR * estimateEncoderMemory(spec.outputs, spec.threads) : 0;
  return {
    cpuSeconds: LEAST_CPU_SECONDS + estimateReading(spec.source.bytes) + limits.maxCpuFactor * estimateTask(spec),
    memoryBytes: limitMemory(limits, encoderBytes),
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

/**
 * The spec does not say what the source's pictures are. Twice as many as in 4K are taken, in the slowest of the usual codecs; 8K
 * takes twice as long. Masters have as many bits as this.
 */
const HONEST_PIXELS = 2 * 3840 * 2160;
const HONEST_BITRATE = 500e6;

/** Seconds of one vCPU that a task would take from such a source. */
export const estimateTask = (spec: TaskSpec): number => {
  switch (spec.kind) {
    case 'video':
      return estimateRange(spec);
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

const estimateRange = (spec: VideoTaskSpec): number => {
  const { frameRate, frames, firstFrame, outputs } = spec;
  const fps = toNumber(frameRate);
  const bitrate = (spec.source.bytes * 8) / Math.max(spec.endSeconds - spec.zeroSeconds, 1 / fps);
  return estimateVideo({
    source: {
      ...{ codec: 'any', bitDepth: 10, codedWidth: HONEST_PIXELS, codedHeight: 1, frameRate },
      ...{ isInterlaced: spec.deinterlace, dynamicRange: spec.toneMap ?? 'sdr' },
      bitrate: Math.min(bitrate, HONEST_BITRATE),
    },
    ...{ frameRate, frames, outputs, segments: Math.ceil(frames / (spec.gopFrames * spec.segmentGops)) },
    secondsBefore: spec.seek ? Math.min(firstFrame / fps, LONGEST_GOP_SECONDS) : firstFrame / fps,
  });
};
