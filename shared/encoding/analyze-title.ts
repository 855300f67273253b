import { buffer } from 'node:stream/consumers';
import type { TitleWindows } from '../media/plan-title-windows.ts';
import { toNumber } from '../media/rational.ts';
import type { VideoTaskSpec } from '../media/task.ts';
import type { TitleAnalysis } from '../media/title-findings.ts';
import { blameSystem, explainLimit, lastWords } from './explain-failure.ts';
import { limitBytes } from './limit-bytes.ts';
import { limitTask, type SourceLimits } from './program-limits.ts';
import { type ProgramEnd, type RunningProgram, runProgram } from './run-program.ts';
import { comparisonArguments, readComparison, trialArguments } from './title-arguments.ts';

export interface AnalyzeOptions {
  readonly ffmpeg: string;
  readonly url: string;
  readonly limits: SourceLimits;
  /** No longer than this, whatever the source is. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Encodes some moments of a title with every rung and compares what comes of it with the source. The findings are those of a
 * fixed encode, and equal whenever they are asked for. A source that does not give them is no error; but ask `blameStore` before
 * you believe that it is the source.
 */
export const analyzeTitle = async (
  { specs, trials }: TitleWindows,
  { seconds, ...options }: AnalyzeOptions,
): Promise<TitleAnalysis> => {
  const timeUp = AbortSignal.timeout(seconds * 1000);
  const signal = AbortSignal.any([options.signal, timeUp]);
  const windows: Measured[] = [];
  try {
    for (const spec of specs) {
      const window = await measureWindow(spec, { ...options, signal });
      if ('reason' in window) return { ok: false, reason: window.reason };
      windows.push(window);
    }
  } catch (error) {
    if (options.signal.aborted || !timeUp.aborted) throw error;
    return { ok: false, reason: `looking at the title was ended after ${Math.round(seconds)} s` };
  }
  const looked = specs.reduce((sum, spec) => sum + spec.frames / toNumber(spec.frameRate), 0);
  return {
    ok: true,
    findings: {
      seconds: round(looked, 3),
      trials: trials.map(({ name, crf }, i) => ({
        ...{ name, crf },
        bitrate: Math.round(windows.reduce((sum, { bytes }) => sum + 8 * (bytes[i] ?? 0), 0) / looked),
        ssim: round(mean(windows.map(({ ssim }) => ssim[i] ?? 0)), 5),
      })),
    },
  };
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Of each trial. */
interface Measured {
  readonly bytes: readonly number[];
  readonly ssim: readonly number[];
}

type WindowOptions = Omit<AnalyzeOptions, 'seconds'>;

const measureWindow = async (
  spec: VideoTaskSpec,
  options: WindowOptions,
): Promise<Measured | { readonly reason: string }> => {
  const encoded = await encodeTrials(spec, options);
  if ('reason' in encoded) return encoded;
  const { pieces } = encoded;
  const compared = await compare(spec, pieces, options);
  if ('reason' in compared) return compared;
  return { ...compared, bytes: pieces.slice(1).map(({ byteLength }) => byteLength) };
};

const UNDECODABLE = { reason: 'a moment of the source could not be decoded' };

/** The pictures by which trials are judged, and what each trial wrote. */
const encodeTrials = async (
  spec: VideoTaskSpec,
  { ffmpeg, url, limits, signal }: WindowOptions,
): Promise<{ readonly pieces: readonly Buffer[] } | { readonly reason: string }> => {
  const program = start(spec, trialArguments(spec, url, limits), { ffmpeg, url, limits, signal });
  const reading = Promise.all(program.pipes.map((pipe, i) => buffer(limitBytes(pipe, mostBytes(spec, i)))));
  reading.catch(program.kill); // where it is awaited, the error is thrown
  const pieces = await reading;
  const end = await program.finished;
  signal.throwIfAborted();
  const limit = explainEnd(end);
  if (limit) return limit;
  const isWhole = pieces[0]?.byteLength === referenceBytes(spec) && pieces.every(({ byteLength }) => byteLength > 0);
  return end.exitCode === 0 && isWhole ? { pieces } : UNDECODABLE;
};

const referenceBytes = ({ outputs: [reference], frames }: VideoTaskSpec): number =>
  reference ? (frames / reference.frameDivisor) * reference.width * reference.height * 1.5 : 0;

/** No encoder writes more than its pictures have. */
const mostBytes = (spec: VideoTaskSpec, index: number): number =>
  referenceBytes(spec) * (index === 0 ? 1 : (spec.outputs[0]?.frameDivisor ?? 1)) + 65_536;

const compare = async (
  spec: VideoTaskSpec,
  pieces: readonly Buffer[],
  { ffmpeg, limits, signal }: Omit<WindowOptions, 'url'>,
): Promise<Omit<Measured, 'bytes'> | { readonly reason: string }> => {
  const program = start(spec, comparisonArguments(spec), { ffmpeg, limits, signal });
  for (const [i, pipe] of program.pipes.entries()) {
    pipe.on('error', () => {}); // it has ended, and its end says why
    pipe.resume().end(pieces[i]);
  }
  const end = await program.finished;
  signal.throwIfAborted();
  const limit = explainEnd(end);
  if (limit) return limit;
  const ssim = readComparison(end.stderr, pieces.length - 1);
  if (end.exitCode !== 0 || !ssim) throw new Error(`pictures could not be compared: ${lastWords(end.stderr)}`);
  return { ssim };
};

/** Throws what is not the source's fault; says which limit it ran into. */
const explainEnd = (end: ProgramEnd): { readonly reason: string } | undefined => {
  const fault = blameSystem(end);
  if (fault) throw fault;
  const limit = explainLimit(end);
  return limit && { reason: limit.message };
};

const start = (
  spec: VideoTaskSpec,
  args: readonly string[],
  { ffmpeg, url, limits, signal }: Omit<WindowOptions, 'url'> & { readonly url?: string },
): RunningProgram => {
  const program = runProgram(ffmpeg, args, {
    ...(url ? { url } : {}),
    ...{ signal, limits: limitTask(spec, limits), extraPipes: spec.outputs.length },
  });
  program.stdout.resume();
  return program;
};
