import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  readonly path: string;
  /** Leaves `bytes` of it free. */
  readonly fill: (bytes?: number) => Promise<void>;
  /** Makes room again. */
  readonly empty: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** A disk of so many MiB, in memory. */
export const mountTmpfs = async (mebibytes: number): Promise<SmallDisk> => {
  const path = await mkdtemp(join(tmpdir(), 'gilfoyle-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'tmpfs', path]);
  const filler = join(path, 'filler');
  return {
    path,
    fill: async (bytes = 0) => {
      const { bavail, bsize } = await statfs(path);
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    },
    empty: () => rm(filler, { force: true }),
    remove: async () => {
      await run('umount', ['-l', path]);
      await rm(path, { recursive: true });
    },
  };
};

/** Only root may mount, and not in every container. */
export const canMount = async (): Promise<boolean> => {
  if (platform() !== 'linux' || process.getuid?.() !== 0) return false;
  return mountTmpfs(1).then(
    (disk) => disk.remove().then(() => true),
    () => false,
  );
};
