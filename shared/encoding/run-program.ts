import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A program that was started; its outputs must be read, or it waits for ever. */
export interface RunningProgram {
  readonly stdout: Readable;
  /** Extra output pipes: `pipe:3` is the first. */
  readonly pipes: readonly Readable[];
  /** Ends with what happened; never rejects. */
  readonly finished: Promise<ProgramEnd>;
  readonly kill: () => void;
}

export interface ProgramEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last words: at most 8 kB. */
  readonly stderr: string;
  /** Set if the program could not be started at all. */
  readonly startError?: Error;
}

const LAST_WORDS_BYTES = 8192;

/**
 * Starts a program without a shell, input, or any of our environment: what it parses is untrusted, and credentials live
 * in the environment. Aborting kills it at once.
 */
export const runProgram = (
  path: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal; readonly extraPipes?: number } = {},
): RunningProgram => {
  const extra = options.extraPipes ?? 0;
  const child = spawn(path, args, {
    stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: extra }, () => 'pipe' as const)],
    env: { LC_ALL: 'C' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted) kill();

  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-LAST_WORDS_BYTES);
  });
  const finished = new Promise<ProgramEnd>((resolve) => {
    const end = (result: ProgramEnd): void => {
      options.signal?.removeEventListener('abort', kill);
      resolve(result);
    };
    child.once('error', (startError) => end({ exitCode: undefined, signal: undefined, stderr, startError }));
    child.once('close', (code, signal) => end({ exitCode: code ?? undefined, signal: signal ?? undefined, stderr }));
  });
  if (!child.stdout) throw new Error(`${path} was started without its output pipe`);
  const pipes = child.stdio.slice(3) as Readable[];
  return { stdout: child.stdout, pipes, finished, kill };
};

/** Runs a program to its end and collects what it writes on standard output, at most `maxBytes`. */
export const collectOutput = async (
  path: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal; readonly maxBytes: number },
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
