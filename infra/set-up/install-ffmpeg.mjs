import { readFileSync } from 'node:fs';
import { findProgram } from './find-program.mjs';
import { runProgram } from './run-program.mjs';

/** By the system's name or its kin, as /etc/os-release gives them. */
const COMMANDS = [
  {
    systems: ['debian', 'ubuntu'],
    command: 'sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg',
  },
  {
    systems: ['fedora', 'rhel', 'centos'],
    command: 'sudo dnf install -y ffmpeg (from RPM Fusion, https://rpmfusion.org, whose build has libx264)',
  },
  { systems: ['alpine'], command: 'sudo apk add ffmpeg' },
  { systems: ['arch'], command: 'sudo pacman -S ffmpeg' },
  { systems: ['suse', 'opensuse'], command: 'sudo zypper install ffmpeg (from Packman, whose build has libx264)' },
];

const readSystems = () => {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    const values = [...text.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].map((match) => match[1] ?? '');
    return values.join(' ').split(/\s+/);
  } catch {
    return [];
  }
};

/** How a person installs ffmpeg on this system. */
export const installCommand = () => {
  if (process.platform === 'darwin') return 'brew install ffmpeg';
  const systems = readSystems();
  const found = COMMANDS.find((each) => each.systems.some((name) => systems.includes(name)));
  return found?.command ?? 'your package manager, or take a build from https://ffmpeg.org/download.html';
};

/** A new machine is often busy with its own updates in its first minutes. */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=300'];

/**
 * Installs ffmpeg where that can be done without asking: with apt-get, as root or by a sudo that wants no password.
 * Answers whether it was tried with success.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
export const installFfmpeg = async (env, say) => {
  const aptGet = findProgram('apt-get', env);
  if (aptGet === undefined) return false;
  const isRoot = process.getuid?.() === 0;
  const sudo = isRoot ? undefined : findProgram('sudo', env);
  if (!isRoot && (sudo === undefined || (await runProgram(sudo, ['-n', 'true'])).code !== 0)) return false;

  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, show: true };
  const run = async (/** @type {string[]} */ ...args) => {
    const [program, ...first] = sudo ? [sudo, '-n', 'env', 'DEBIAN_FRONTEND=noninteractive', aptGet] : [aptGet];
    return (await runProgram(program, [...first, ...args, ...WAIT_FOR_LOCK], quiet)).code === 0;
  };
  const install = () => run('install', '-y', '-q', '--no-install-recommends', 'ffmpeg');
  say('Installing ffmpeg (apt-get install ffmpeg) …');
  if (await install()) return true;
  say('Reading the package lists anew (apt-get update) …');
  return (await run('update', '-q')) && (await install());
};
