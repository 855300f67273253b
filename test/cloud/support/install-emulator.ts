import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const REQUIREMENTS = join(ROOT, 'test/cloud/emulator/requirements.txt');
const FOLDER = join(ROOT, '.cache/cloud/python');
const STAMP = join(FOLDER, 'installed');

/**
 * The emulator and the checker of templates, in a Python environment of their own under `.cache`, which is made again
 * when the requirements change. Answers with the folder of its programs.
 */
export const installEmulator = async (signal: AbortSignal): Promise<string> => {
  const programs = join(FOLDER, 'bin');
  const hash = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === hash) return programs;
  await rm(FOLDER, { recursive: true, force: true });
  await createEnvironment(signal);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS];
  await run(join(programs, 'python'), install, { seconds: 600, signal });
  await writeFile(STAMP, hash);
  return programs;
};

/** Debian keeps the module that makes environments in a package of its own. */
const createEnvironment = async (signal: AbortSignal): Promise<void> => {
  const create = () => run('python3', ['-m', 'venv', '--clear', FOLDER], { seconds: 120, signal });
  try {
    await create();
  } catch (error) {
    signal.throwIfAborted();
    const install = ['install', '-y', '-q', '--no-install-recommends', 'python3-venv', '-o', 'DPkg::Lock::Timeout=300'];
    if (process.getuid?.() !== 0) throw new Error(`${WANTED} Install python3 and python3-venv.`, { cause: error });
    await run('apt-get', ['update', '-q'], { seconds: 600, signal });
    await run('apt-get', install, { seconds: 600, signal });
    await create();
  }
};

const WANTED = 'The emulator needs Python 3.10 or newer that can make virtual environments.';
