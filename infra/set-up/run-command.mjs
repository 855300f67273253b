import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { stepsOf } from './commands.mjs';
import { nodeProgram } from './ensure-packages.mjs';
import { watchParent } from './watch-parent.mjs';

/**
 * Runs one process to its end, passing signals on. A service is in a process group of its own, so that Ctrl-C at the
 * terminal reaches it through us alone, not its database and encoders at the same time; and it has a channel to us
 * whose end tells it that we are gone, however that came.
 *
 * @param {string} root @param {import('./commands.mjs').Step} step @param {NodeJS.ProcessEnv} env @returns {Promise<number>}
 */
const runStep = (root, { args, isService = false }, env) =>
  new Promise((resolve, reject) => {
    const child = spawn(nodeProgram(root), args, {
      cwd: root,
      env,
      detached: isService,
      stdio: isService ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    });
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    for (const signal of signals) process.on(signal, pass);

    const endWatch = isService ? watchParent(() => pass('SIGTERM')) : () => undefined;
    const end = () => {
      endWatch();
      for (const signal of signals) process.off(signal, pass);
    };
    child.once('error', (error) => {
      end();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      end();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });

/**
 * Runs what a command stands for with Node 24; answers with the exit code of the first step that fails.
 *
 * @param {string} root
 * @param {import('./commands.mjs').Command} command
 * @param {readonly string[]} args
 * @param {import('./ensure-ffmpeg.mjs').Programs | undefined} programs
 */
export const runCommand = async (root, command, args, programs) => {
  const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const found = programs && { FFMPEG_PATH: programs.ffmpeg, FFPROBE_PATH: programs.ffprobe };
  const env = { ...process.env, PATH, ...found };
  for (const step of stepsOf(root, command, args)) {
    const code = await runStep(root, step, env);
    if (code !== 0) return code;
  }
  return 0;
};
