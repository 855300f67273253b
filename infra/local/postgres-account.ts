import { execFile } from 'node:child_process';
import { chown, lstat, readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * PostgreSQL refuses to run as root, and wants its data folder to be its own. A root's clone is often in a folder that
 * no other account can enter, so it is not enough to become another user. Ways, the first that works is taken:
 *
 *   own           not root: as we are
 *   capabilities  another user that may enter every folder. `access()` forgets capabilities when the real user is not
 *                 root, unless the securebit no_setuid_fixup is set; PostgreSQL asks it about its own program.
 *   namespace     a user namespace in which our root is called by another number (containers without CAP_SETPCAP)
 *   user          another user, nothing else: for folders that anyone can enter (macOS)
 */
export interface PostgresAccount {
  /** Who has to own the data folder. */
  readonly uid: number;
  readonly gid: number;
  /** The program and arguments that run `command` in this way. */
  readonly wrap: (command: readonly string[]) => readonly string[];
  /** For `spawn`. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

export const choosePostgresAccount = async (directory: string, program: string): Promise<PostgresAccount> => {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0 || platform() === 'win32') return { uid, gid, wrap: withDeathSignal(await hasSetpriv()), identity: {} };

  const user = await findUnprivilegedUser();
  const complaints: string[] = [];
  for (const account of waysOfRoot(user)) {
    const complaint = await tryOut(account, directory, program);
    if (complaint === undefined) return account;
    complaints.push(complaint);
  }
  throw new Error(
    `PostgreSQL does not run as root, and no way was found to run it as another user in ${directory}: start Gilfoyle as an ordinary user, or set DATABASE_URL (tried: ${complaints.join('; ')})`,
  );
};

interface User {
  readonly uid: number;
  readonly gid: number;
}

const waysOfRoot = ({ uid, gid }: User): PostgresAccount[] => [
  {
    uid,
    gid,
    wrap: (command) => [
      'setpriv',
      '--securebits=+no_setuid_fixup',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--inh-caps=+dac_override,+dac_read_search',
      '--ambient-caps=+dac_override,+dac_read_search',
      DEATH_SIGNAL,
      ...command,
    ],
    identity: {},
  },
  {
    uid: 0,
    gid: 0,
    wrap: (command) => ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, ...command],
    identity: {},
  },
  { uid, gid, wrap: (command) => command, identity: { uid, gid } },
];

/** Fast shutdown when we die, however we die. Where there is no setpriv, the next start finds the orphan. */
const DEATH_SIGNAL = '--pdeathsig=INT';

const withDeathSignal = (possible: boolean) => (command: readonly string[]) =>
  possible ? ['setpriv', DEATH_SIGNAL, ...command] : command;

const hasSetpriv = async (): Promise<boolean> => {
  if (platform() !== 'linux') return false;
  return run('setpriv', [DEATH_SIGNAL, 'true']).then(
    () => true,
    () => false,
  );
};

/** initdb looks its user up, so it has to be one with a name. */
const findUnprivilegedUser = async (): Promise<User> => {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined);
    const [uid, gid] = ids?.map(({ stdout }) => Number.parseInt(stdout, 10)) ?? [];
    if (uid && gid !== undefined && uid > 0) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as');
};

/** Undefined if it works; the shell asks the same `access()` as PostgreSQL does. */
const tryOut = async (account: PostgresAccount, directory: string, program: string): Promise<string | undefined> => {
  const script = '[ "$(id -u)" != 0 ] && [ -x "$1" ] && [ -r "$1" ] && [ -x "$2" ] && "$1" --version';
  const [file = '', ...args] = account.wrap(['sh', '-c', script, 'sh', program, directory]);
  try {
    await run(file, args, { ...account.identity, timeout: 10_000, cwd: '/' });
    return undefined;
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message.split('\n').at(1) || 'not permitted' : error}`;
  }
};

/** The data folder may come from another way, or from a start as another user. */
export const giveTo = async ({ uid, gid }: User, path: string): Promise<void> => {
  if (platform() === 'win32' || process.getuid?.() !== 0) return;
  const facts = await lstat(path);
  if (facts.uid === uid) return;
  const entries = facts.isDirectory() ? await readdir(path, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    await chown(join(entry.parentPath, entry.name), uid, gid);
  }
  await chown(path, uid, gid);
};
