import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from './set-up/commands.mjs';
import { ensureFfmpeg } from './set-up/ensure-ffmpeg.mjs';
import { ensurePackages } from './set-up/ensure-packages.mjs';
import { runCommand } from './set-up/run-command.mjs';
import { SetUpError } from './set-up/set-up-error.mjs';

/**
 * `node infra/set-up.mjs <command> [arguments]`: brings in what is missing on this machine (packages, with them Node 24,
 * and ffmpeg), then runs the command. Plain JavaScript for Node 18, since it runs before anything is installed.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

const run = async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) throw new SetUpError(`Usage: node infra/set-up.mjs ${Object.keys(COMMANDS).join('|')}`);
  await ensurePackages(root, { withTools: command.needsTools ?? false }, say);
  const programs = command.needsFfmpeg ? await ensureFfmpeg(root, process.env, say) : undefined;
  process.exitCode = await runCommand(root, command, args, programs);
};

run().catch((error) => {
  say(error instanceof SetUpError ? error.message : String(error?.stack ?? error));
  process.exitCode = 1;
});
