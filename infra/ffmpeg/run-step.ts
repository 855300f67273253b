import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { LayerError } from './layer-error.ts';

type Collect<T> = (stdout: Readable) => Promise<T>;

/**
 * Runs one step to its end. What it prints is the user's to see, on stderr, as stdout belongs to the answer; unless
 * `collect` takes its standard output.
 */
export async function runStep(program: string, args: readonly string[]): Promise<void>;
export async function runStep<T>(program: string, args: readonly string[], collect: Collect<T>): Promise<T>;
export async function runStep<T>(
  program: string,
  args: readonly string[],
  collect?: Collect<T>,
): Promise<T | undefined> {
  const child = spawn(program, args, { stdio: ['ignore', collect ? 'pipe' : 2, 2] });
  const [[code, signal], collected] = await Promise.all([
    once(child, 'close'),
    child.stdout ? collect?.(child.stdout) : undefined,
  ]);
  if (code !== 0) throw new LayerError(`${program} ${args[0] ?? ''} ended with ${signal ?? `code ${code}`}.`);
  return collected;
}
