import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run-group.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

export interface PythonTools {
  /** In `.cache`. */
  readonly folder: string;
  /** A file of requirements, from the folder of the project. */
  readonly requirements: string;
}

/**
 * Programs that only tests need, in a Python environment of their own under `.cache`, which is made again when the requirements
 * change. Answers with the folder of its programs.
 */
export const installPython = async (tools: PythonTools, signal: AbortSignal): Promise<string> => {
  const folder = join(ROOT, '.cache', tools.folder);
  const requirements = join(ROOT, tools.requirements);
  const [programs, stamp] = [join(folder, 'bin'), join(folder, 'installed')];
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return programs;
  await rm(folder, { recursive: true, force: true });
  await createEnvironment(folder, signal);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
  await run(join(programs, 'python'), install, { seconds: 600, signal });
  await writeFile(stamp, hash);
  return programs;
};

/** Debian keeps the module that makes environments in a package of its own. */
const createEnvironment = async (folder: string, signal: AbortSignal): Promise<void> => {
  const create = () => run('python3', ['-m', 'venv', '--clear', folder], { seconds: 120, signal });
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

const WANTED = 'This test needs Python 3.10 or newer that can make virtual environments.';
