import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { lockDataFolder } from '../../infra/local/lock-data-folder.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const MODULE = new URL('../../infra/local/lock-data-folder.ts', import.meta.url).href;

/** Another process that locks the folder, says what came of it, and stays. */
const lockElsewhere = async (folder: string) => {
  const script = `import(${JSON.stringify(MODULE)}).then(async ({ lockDataFolder }) => {
    try { globalThis.lock = await lockDataFolder(${JSON.stringify(folder)}); console.log('locked'); }
    catch (error) { console.log(error.message); }
    setInterval(() => undefined, 1000);
  })`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', script]);
  const [bytes] = await once(child.stdout, 'data');
  return {
    pid: child.pid,
    said: String(bytes).trim(),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};

it('is held by one process, told by its pid, and free as soon as that is killed', async (test) => {
  const folder = await temporaryFolder(test);
  const holder = await lockElsewhere(folder);
  expect(holder.said).toBe('locked');
  await expect(lockDataFolder(folder)).rejects.toThrow(`in use by process ${holder.pid}.`);
  await holder.kill();
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toThrow(`in use by process ${process.pid}.`);
  lock.release();
  (await lockDataFolder(folder)).release();
});

it('goes to one of many that start at once', async (test) => {
  const folder = await temporaryFolder(test);
  const all = await Promise.all(Array.from({ length: 4 }, () => lockElsewhere(folder)));
  await Promise.all(all.map((one) => one.kill()));
  expect(all.filter((one) => one.said === 'locked')).toHaveLength(1);
});

it('waits for one that is stopping', async (test) => {
  const folder = await temporaryFolder(test);
  const first = await lockDataFolder(folder);
  first.announceStop();
  const second = lockDataFolder(folder);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  first.release();
  (await second).release();
});
