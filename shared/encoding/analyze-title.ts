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
  /** Moments that are looked at side by side: each takes a core, and the memory of a task. At most 4 can be served. @default 1 */
  readonly atOnce?: number;
  readonly signal: AbortSignal;
}

/**
 * Encodes some moments of a title with every rung and compares what comes of it with the source. The findings are those of a
 * fixed encode, and equal whenever they are asked for. A source that does not give them is no error; but ask `blameStore` before
 * you believe that it is the source.
 */
export const analyzeTitle = async (
  { specs, trials }: TitleWindows,
  { seconds, atOnce = 1, ...options }: AnalyzeOptions,
): Promise<TitleAnalysis> => {
  const timeUp = AbortSignal.timeout(seconds * 1000);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, timeUp, stop.signal]);
  const windows: Measured[] = [];
  const left = [...specs.entries()];
  let failure: unknown;
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next && !signal.aborted; next = left.shift()) {
      windows[next[0]] = await measureWindow(next[1], { ...options, signal });
    }
  };
  const end = (error: unknown): void => {
    failure ??= error;
    stop.abort(); // those beside it end as well
  };
  await Promise.all(Array.from({ length: atOnce }, () => work().catch(end)));
  options.signal.throwIfAborted();
  if (timeUp.aborted) return { ok: false, reason: `looking at the title was ended after ${Math.round(seconds)} s` };
  if (failure instanceof NoFindings) return { ok: false, reason: failure.message };
  if (failure !== undefined) throw failure;
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

/** Why a moment could not be measured, if it is the source's fault. */
class NoFindings extends Error {}

type WindowOptions = Omit<AnalyzeOptions, 'seconds' | 'atOnce'>;

const measureWindow = async (spec: VideoTaskSpec, options: WindowOptions): Promise<Measured> => {
  const pieces = await encodeTrials(spec, options);
  const ssim = await compare(spec, pieces, options);
  return { ssim, bytes: pieces.slice(1).map(({ byteLength }) => byteLength) };
};

/** The pictures by which trials are judged, and what each trial wrote. */
const encodeTrials = async (
  spec: VideoTaskSpec,
  { ffmpeg, url, limits, signal }: WindowOptions,
): Promise<readonly Buffer[]> => {
  const program = start(spec, trialArguments(spec, url, limits), { ffmpeg, url, limits, signal });
  const reading = Promise.all(program.pipes.map((pipe, i) => buffer(limitBytes(pipe, mostBytes(spec, i)))));
  reading.catch(program.kill); // where it is awaited, the error is thrown
  const pieces = await reading;
  const end = await waitFor(program, signal);
  const isWhole = pieces[0]?.byteLength === referenceBytes(spec) && pieces.every(({ byteLength }) => byteLength > 0);
  if (end.exitCode !== 0 || !isWhole) throw new NoFindings('a moment of the source could not be decoded');
  return pieces;
};

const referenceBytes = ({ outputs: [reference], frames }: VideoTaskSpec): number =>
  reference ? (frames / reference.frameDivisor) * reference.width * reference.height * 1.5 : 0;

/** No encoder writes more than its pictures have. */
const mostBytes = (spec: VideoTaskSpec, index: number): number =>
  referenceBytes(spec) * (index === 0 ? 1 : (spec.outputs[0]?.frameDivisor ?? 1)) + 65_536;

/** The mean SSIM of each trial. */
const compare = async (
  spec: VideoTaskSpec,
  pieces: readonly Buffer[],
  { ffmpeg, limits, signal }: Omit<WindowOptions, 'url'>,
): Promise<readonly number[]> => {
  const program = start(spec, comparisonArguments(spec), { ffmpeg, limits, signal });
  for (const [i, pipe] of program.pipes.entries()) {
    pipe.on('error', () => {}); // it has ended, and its end says why
    pipe.resume().end(pieces[i]);
  }
  const end = await waitFor(program, signal);
  const ssim = readComparison(end.stderr, pieces.length - 1);
  if (end.exitCode !== 0 || !ssim) throw new Error(`pictures could not be compared: ${lastWords(end.stderr)}`);
  return ssim;
};

const waitFor = async (program: RunningProgram, signal: AbortSignal): Promise<ProgramEnd> => {
  const end = await program.finished;
  signal.throwIfAborted();
  const fault = blameSystem(end);
  if (fault) throw fault;
  const limit = explainLimit(end);
  if (limit) throw new NoFindings(limit.message);
  return end;
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
