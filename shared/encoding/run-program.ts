import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Duplex, Readable } from 'node:stream';
import { confineProgram, type ProgramLimits, START_FAILURES } from './confine-program.ts';

/** A program that was started; its outputs must be read, or it waits for ever. */
export interface RunningProgram {
  readonly stdout: Readable;
  /** Extra pipes, for what it writes or reads: `pipe:3` is the first. */
  readonly pipes: readonly Duplex[];
  /** Ends with what happened; never rejects. */
  readonly finished: Promise<ProgramEnd>;
  /** Kills it and whatever it started. */
  readonly kill: () => void;
}

export interface ProgramEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Whether we ended it. */
  readonly killed: boolean;
  /** Whether it ran long enough to use all the CPU time that it had, if it used every core. */
  readonly mayHaveSpentCpu: boolean;
  /** The last words: at most 8 kB. */
  readonly stderr: string;
  /** What it said of the kind that was watched for, first. */
  readonly noticed?: string;
  /** Set if the program could not be started at all. */
  readonly startError?: Error;
}

export interface ProgramOptions {
  readonly limits: ProgramLimits;
  /** The source that it reads. Every HTTP request that it makes goes to this server, whatever address it is for. */
  readonly url?: string;
  readonly signal?: AbortSignal;
  readonly extraPipes?: number;
  /** Not in its last words alone. */
  readonly watchFor?: RegExp;
}

const LAST_WORDS_BYTES = 8192;

/**
 * Starts a program under limits, without input or any of our environment: what it parses is untrusted, and credentials
 * live in the environment. Aborting kills it at once, with everything in its process group.
 */
export const runProgram = (path: string, args: readonly string[], options: ProgramOptions): RunningProgram => {
  const confined = confineProgram(path, args, options.limits);
  const child = spawn(confined.command, confined.args, {
    stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: options.extraPipes ?? 0 }, () => 'pipe' as const)],
    env: { LC_ALL: 'C', ...(options.url ? { http_proxy: new URL(options.url).origin } : {}) },
    detached: true,
  });
  const startedAt = performance.now();
  let killed = false;
  let isOver = false;
  const kill = (): void => {
    if (isOver || child.pid === undefined) return;
    killed = true;
    killGroup(child.pid);
  };
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted) kill();

  let stderr = '';
  let noticed: string | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const words = stderr + text;
    noticed ??= options.watchFor?.exec(words)?.[0];
    stderr = words.slice(-LAST_WORDS_BYTES);
  });
  const finished = new Promise<ProgramEnd>((resolve) => {
    const end = (exitCode: number | undefined, signal: string | undefined, startError?: Error): void => {
      isOver = true;
      options.signal?.removeEventListener('abort', kill);
      const cpuSeconds = ((performance.now() - startedAt) / 1000) * availableParallelism();
      const mayHaveSpentCpu = cpuSeconds >= options.limits.cpuSeconds;
      resolve({
        ...{ exitCode, signal, killed, mayHaveSpentCpu, stderr },
        ...(noticed === undefined ? {} : { noticed }),
        ...(startError ? { startError } : {}),
      });
    };
    child.once('error', (error) => end(undefined, undefined, error));
    child.once('close', (code, signal) => {
      const hasStarted = code === null || !START_FAILURES.includes(code);
      end(
        code ?? undefined,
        signal ?? undefined,
        hasStarted ? undefined : new Error(`${path} could not be started: ${stderr.trim()}`),
      );
    });
  });
  if (!child.stdout) throw new Error(`${path} was started without its output pipe`);
  const pipes = child.stdio.slice(3) as Duplex[];
  return { stdout: child.stdout, pipes, finished, kill };
};

/** The program leads a group of its own (`detached`). */
const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Gone already: its pipes are about to close.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Runs a program to its end and collects what it writes on standard output, at most `maxBytes`. */
export const collectOutput = async (
  path: string,
  args: readonly string[],
  options: ProgramOptions & { readonly maxBytes: number },
): Promise<ProgramEnd & { readonly stdout: Buffer; readonly overflow: boolean }> => {
  const program = runProgram(path, args, options);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let overflow = false;
  program.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes <= options.maxBytes) chunks.push(chunk);
    else if (!overflow) {
      overflow = true;
      program.kill();
    }
  });
  return { ...(await program.finished), stdout: Buffer.concat(chunks), overflow };
};
