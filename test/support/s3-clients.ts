import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** S3 clients nobody here wrote, by program, with Debian's package of each. */
const PACKAGES = { aws: 'awscli', rclone: 'rclone', s3cmd: 's3cmd' } as const;

export type S3Program = keyof typeof PACKAGES;

/** A new machine is often busy with its own updates in its first minutes. */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=300'];
const INSTALL = `apt-get install -y --no-install-recommends ${Object.values(PACKAGES).join(' ')}`;

/** Debian's program rather than what else may be called so. */
const find = async (program: S3Program): Promise<string | undefined> => {
  for (const path of [`/usr/bin/${program}`, `/usr/local/bin/${program}`]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
};

const install = async (): Promise<void> => {
  if (process.getuid?.() !== 0) throw new Error('not root');
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 300_000 };
  await run('apt-get', ['update', ...WAIT_FOR_LOCK], options);
  await run('apt-get', [...INSTALL.split(' ').slice(1), ...WAIT_FOR_LOCK], options);
};

/**
 * The paths of the programs, installed first if any is missing and this is root on a Debian-like system. Says on the
 * console which command installs them when they stay missing; tests then skip.
 */
export const findS3Clients = async (): Promise<Partial<Record<S3Program, string>>> => {
  const programs = Object.keys(PACKAGES) as S3Program[];
  const findAll = async (): Promise<(string | undefined)[]> => Promise.all(programs.map(find));
  let paths = await findAll();
  if (paths.includes(undefined)) {
    await install().catch((error: Error) => {
      console.warn(
        `S3 clients are missing, so their tests are skipped (${error.message.trim()}). Install them: ${INSTALL}`,
      );
    });
    paths = await findAll();
  }
  return Object.fromEntries(programs.flatMap((program, index) => (paths[index] ? [[program, paths[index]]] : [])));
};
