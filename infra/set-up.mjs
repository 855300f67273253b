import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureFfmpeg } from './set-up/ensure-ffmpeg.mjs';
import { ensurePackages } from './set-up/ensure-packages.mjs';
import { runCommand } from './set-up/run-command.mjs';
import { SetUpError } from './set-up/set-up-error.mjs';

/**
 * `node infra/set-up.mjs <command> [arguments]`: brings in what is missing on this machine (packages, with them Node 24,
 * and ffmpeg), then runs the command. Plain JavaScript for Node 18, since it runs before anything is installed.
 */
const COMMANDS = ['start', 'test', 'corpus', 'bench'];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

const run = async () => {
  const [command = '', ...args] = process.argv.slice(2);
  if (!COMMANDS.includes(command)) throw new SetUpError(`Usage: node infra/set-up.mjs ${COMMANDS.join('|')}`);
  await ensurePackages(root, say);
  const programs = await ensureFfmpeg(root, process.env, say);
  process.exitCode = await runCommand(root, command, args, programs);
};

run().catch((error) => {
  say(error instanceof SetUpError ? error.message : String(error?.stack ?? error));
  process.exitCode = 1;
});
