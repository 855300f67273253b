import { spawn } from 'node:child_process';

/**
 * Runs a program to its end. `code` is undefined when it could not be started.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options] `show`: its output is the user's to see
 * @returns {Promise<{ code: number | undefined, output: string }>}
 */
export const runProgram = (program, args, { cwd, env = process.env, show = false } = {}) =>
  new Promise((resolve) => {
    // What is shown goes to stderr: stdout belongs to the command.
    const child = spawn(program, args, { cwd, env, stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (bytes) => (output += bytes));
    child.stderr?.on('data', (bytes) => (output += bytes));
    child.once('error', () => resolve({ code: undefined, output }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
