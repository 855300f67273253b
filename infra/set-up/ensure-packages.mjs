import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runProgram } from './run-program.mjs';
import { SetUpError } from './set-up-error.mjs';
import { readStamp, writeStamp } from './stamps.mjs';

/** What says that the packages of the service are there, and what says that all are. */
const SERVICE_STAMP = 'packages';
const TOOLS_STAMP = 'packages-with-tools';

/** @param {string} root */
export const nodeProgram = (root) => join(root, 'node_modules', '.bin', 'node');

/** @param {string} file @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, dev?: boolean }>} */
const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};

/**
 * Whether npm itself noted that it installed what the lockfile names: so it is after an `npm ci` by hand.
 *
 * @param {string} root
 * @param {boolean} withTools
 */
const isInstalled = (root, withTools) => {
  try {
    const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
    return Object.entries(readPackages(join(root, 'package-lock.json'))).every(
      ([path, { version, integrity, optional, dev }]) => {
        if (path === '' || (dev && !withTools)) return true;
        const found = installed[path];
        return found ? found.version === version && found.integrity === integrity : optional === true;
      },
    );
  } catch {
    return false;
  }
};

/** npm by the path it told its scripts, so that the user's own npm is taken. */
const npmCommand = () => {
  const script = process.env.npm_execpath ?? '';
  return basename(script) === 'npm-cli.js'
    ? { program: process.execPath, first: [script] }
    : { program: 'npm', first: [] };
};

/**
 * Installs the packages of the lockfile, unless that was done: those of the service, or those for tests and deployments too,
 * which are far more.
 *
 * @param {string} root
 * @param {{ withTools: boolean }} options
 * @param {(line: string) => void} say
 */
export const ensurePackages = async (root, { withTools }, say) => {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`;
  const node = nodeProgram(root);
  const stamps = withTools ? [TOOLS_STAMP] : [SERVICE_STAMP, TOOLS_STAMP];
  if (stamps.some((name) => readStamp(root, name) === stamp) && existsSync(node)) return;

  const isThere = isInstalled(root, withTools) && (await runProgram(node, ['--version'])).code === 0;
  if (!isThere) {
    say('Installing packages (npm ci) …');
    const { program, first } = npmCommand();
    // Install scripts bring Node 24 and native parts; a user's or a server's settings may be against both of these.
    const settings = ['--no-audit', '--no-fund', withTools ? '--include=dev' : '--omit=dev', '--ignore-scripts=false'];
    const { code } = await runProgram(program, [...first, 'ci', ...settings], { cwd: root, show: true });
    if (code === undefined)
      throw new SetUpError('npm is not there. Install Node.js with npm (https://nodejs.org), then start again.');
    if (code !== 0) {
      throw new SetUpError(
        'The packages could not be installed: npm ci failed, its messages are above. Most often the network or a proxy is the cause; start again when that is well.',
      );
    }
    const check = await runProgram(node, ['--version']);
    if (check.code !== 0) {
      throw new SetUpError(`Node 24, which comes as a package, does not run here (${node}).\n${check.output}`.trim());
    }
  }
  writeStamp(root, withTools ? TOOLS_STAMP : SERVICE_STAMP, stamp);
};
