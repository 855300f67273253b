import { type ChildProcess, spawn } from 'node:child_process';
import type { TestContext } from 'vitest';
import type { Recipe } from '../../support/read-dockerfile.ts';

export interface Container {
  readonly child: ChildProcess;
  /** Everything it has said so far. */
  readonly output: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/**
 * Mounts what containers have, in a name space of its own, which ends with the process; then becomes the command. The root
 * is read-only, as in the service. It does not outlive the test, even if that is killed. Arguments: root, user, working
 * folder, command.
 */
const ENTER = `set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
root=$1 user=$2 folder=$3; shift 3
set -- setpriv --pdeathsig KILL env --chdir="$folder" "$@"
exec chroot --userspec="$user" --groups= "$root" "$@"`;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs the command of a recipe in a folder that holds its image: another root, another user, its own environment. */
export const startContainer = (
  test: Pick<TestContext, 'onTestFinished'>,
  recipe: Recipe,
  root: string,
  variables: Readonly<Record<string, string>>,
): Container => {
  const enter = ['--mount', '--propagation', 'private', 'sh', '-c', ENTER, 'sh', root, recipe.user, recipe.workdir];
  const child = spawn('unshare', [...enter, ...recipe.command], {
    // Programs that lead into the container are found where it has them, too.
    env: { PATH, ...recipe.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  test.onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output: () => output, ended };
};
