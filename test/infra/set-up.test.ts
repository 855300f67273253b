import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readyAt, startProcess } from './support/start-process.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

/** A copy of what set-up needs, so that its stamps are its own; the packages are the project's. */
const copyProject = async (test: Cleaning) => {
  const root = await temporaryFolder(test);
  await cp(join(ROOT, 'infra/set-up.mjs'), join(root, 'infra/set-up.mjs'));
  await cp(join(ROOT, 'infra/set-up'), join(root, 'infra/set-up'), { recursive: true });
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  await mkdir(join(root, 'infra/local'), { recursive: true });
  await symlink(process.execPath, join(root, 'node_modules/.bin/node'));
  for (const name of ['package-lock.json', 'node_modules/.package-lock.json']) {
    await writeFile(join(root, name), JSON.stringify({ packages: {} }));
  }
  const bin = join(root, 'bin');
  await mkdir(bin);
  const stub = async (name: string, script: string): Promise<void> => {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  };
  const service = (code: string) => writeFile(join(root, 'infra/local/main.ts'), code);
  await service('process.stdout.write(JSON.stringify([process.env.FFMPEG_PATH, process.env.FFPROBE_PATH]));');
  const run = (command = 'start', env: Record<string, string> = {}) =>
    startProcess(test, [join(root, 'infra/set-up.mjs'), command], { PATH: bin, ...env }, root);
  return { root, bin, stub, service, run };
};

const FFMPEG = (version: string, libavutil: string, encoders = ' V....D libx264 x\n A....D aac x') => `case "$*" in
*-encoders*) printf '${encoders.replaceAll('\n', '\\n')}\\n';;
*) echo 'ffmpeg version ${version} Copyright'; echo 'libavutil      ${libavutil}.100 / ${libavutil}.100';; esac
echo run >> "$0.runs"`;

describe.concurrent('set-up', () => {
  it('hands the programs to the service, and looks at them only once', async (test) => {
    const { bin, stub, run } = await copyProject(test);
    await stub('ffmpeg', FFMPEG('5.1.9', '57. 28'));
    await stub('ffprobe', FFMPEG('5.1.9', '57. 28'));
    for (let start = 0; start < 3; start++) {
      const set = run();
      expect(await set.ended).toBe(0);
      expect(JSON.parse(set.stdout())).toEqual([join(bin, 'ffmpeg'), join(bin, 'ffprobe')]);
      expect(set.stderr()).toBe('');
    }
    expect(await readFile(join(bin, 'ffmpeg.runs'), 'utf8')).toBe('run\nrun\n');
  });

  it.for([
    ['an old one', FFMPEG('4.4.2', '56. 70'), 'it is version 4.4.2, and 5.1 or newer is needed'],
    ['one without x264', FFMPEG('7.0', '59. 8', ' A....D aac x'), 'it was built without the encoder libx264'],
    ['a broken one', 'echo no such library >&2; exit 3', 'it does not run: no such library'],
  ] as const)('refuses %s and says what to do', async ([, script, reason], test) => {
    const { bin, stub, run } = await copyProject(test);
    await stub('ffmpeg', script);
    await stub('ffprobe', FFMPEG('7.0', '59. 8'));
    const set = run();
    expect(await set.ended).toBe(1);
    expect(set.stderr()).toContain(`${join(bin, 'ffmpeg')} can't be used: ${reason}`);
    expect(set.stderr()).toContain('FFMPEG_PATH');
    expect(set.stderr()).not.toMatch(/^ +at /m);
  });

  it('names the command to run where it can’t install ffmpeg itself', async (test) => {
    const { run } = await copyProject(test);
    const set = run();
    expect(await set.ended).toBe(1);
    expect(set.stderr()).toMatch(/ffmpeg is not installed. Install it with: \S+/);
    const named = run('start', { FFMPEG_PATH: '/none/ffmpeg' });
    expect(await named.ended).toBe(1);
    expect(named.stderr()).toContain('FFMPEG_PATH does not name a program');
  });

  it.runIf(process.getuid?.() === 0)(
    'installs ffmpeg with apt-get, after a look at the lists if need be',
    async (test) => {
      const { bin, stub, run } = await copyProject(test);
      await stub('new-ffmpeg', FFMPEG('5.1.9', '57. 28'));
      // Knows the package only after an update.
      await stub(
        'apt-get',
        `PATH=/usr/bin:/bin; echo "$@" >> "$0.runs"
case "$1" in update) touch "$0.lists";; install) [ -e "$0.lists" ] || exit 100
for name in ffmpeg ffprobe; do cp ${bin}/new-ffmpeg ${bin}/$name; done;; esac`,
      );
      const set = run();
      expect(await set.ended).toBe(0);
      expect((await readFile(join(bin, 'apt-get.runs'), 'utf8')).split('\n')).toEqual([
        'install -y -q --no-install-recommends ffmpeg -o DPkg::Lock::Timeout=300',
        'update -q -o DPkg::Lock::Timeout=300',
        'install -y -q --no-install-recommends ffmpeg -o DPkg::Lock::Timeout=300',
        '',
      ]);
      expect(set.stderr()).toContain('Installing ffmpeg');
    },
  );

  it('installs the packages when the lockfile is another one, and tells when that fails', async (test) => {
    const { root, stub, run } = await copyProject(test);
    for (const name of ['ffmpeg', 'ffprobe']) await stub(name, FFMPEG('5.1.9', '57. 28'));
    await stub('npm', 'echo "$@" >> "$0.runs"; [ ! -e "$0.fails" ]');
    expect(await run().ended).toBe(0);
    await writeFile(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/new': { version: '1' } } }),
    );
    const installing = run();
    expect(await installing.ended).toBe(0);
    expect(installing.stderr()).toContain('npm ci');
    const quiet = run();
    expect(await quiet.ended).toBe(0);
    expect(quiet.stderr()).toBe('');
    expect(await readFile(join(root, 'bin/npm.runs'), 'utf8')).toMatch(/^ci --no-audit --no-fund .*\n$/);

    await writeFile(join(root, 'bin/npm.fails'), '');
    await writeFile(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/new': { version: '2' } } }),
    );
    const failing = run();
    expect(await failing.ended).toBe(1);
    expect(failing.stderr()).toContain('The packages could not be installed');
    expect(failing.stdout()).toBe('');
  });

  it('passes signals and exit codes on', async (test) => {
    const { stub, service, run } = await copyProject(test);
    for (const name of ['ffmpeg', 'ffprobe']) await stub(name, FFMPEG('5.1.9', '57. 28'));
    await service(`process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up');`);
    const set = run();
    await waitUntil(() => set.stdout() === 'up\n');
    set.child.kill('SIGTERM');
    expect(await set.ended).toBe(7);
  });
});

it('leaves no server behind when it is killed', async (test) => {
  const data = await temporaryFolder(test);
  const set = startProcess(test, ['infra/set-up.mjs', 'start'], { PORT: '0', GILFOYLE_DATA: data });
  const url = await readyAt(set);
  const pid = Number(await readFile(join(data, 'pid'), 'utf8'));
  expect(pid).not.toBe(set.child.pid);
  set.child.kill('SIGKILL');
  const isGone = () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  await waitUntil(isGone, 15);
  await expect(fetch(url)).rejects.toThrow();
});
