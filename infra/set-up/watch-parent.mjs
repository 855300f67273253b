import { readFileSync } from 'node:fs';

const CHECK_MS = 200;

/** @param {number} pid @param {string} file */
const readProcess = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
};

/** The parent of a process, where the system tells it in files. Its name, in brackets, may hold anything. */
const parentOf = (/** @type {number} */ pid) =>
  readProcess(pid, 'stat')
    ?.replace(/^.*\) \S /s, '')
    .split(' ')[0];

/**
 * Calls `onGone` once when npm, which started us, is gone: killed, it can't pass a signal on, and some shells between
 * npm and us take a signal for themselves. Started otherwise, outliving one's parent may be what is wanted.
 *
 * @param {() => void} onGone
 * @returns {() => void} ends the watch
 */
export const watchParent = (onGone) => {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  // npm runs scripts through a shell, which is our parent unless it made way for us.
  const isShell = readProcess(parent, 'cmdline')?.includes('set-up.mjs') ?? false;
  const grandparent = isShell ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    const isGone = process.ppid !== parent || (grandparent !== undefined && parentOf(parent) !== grandparent);
    if (!isGone) return;
    clearInterval(timer);
    onGone();
  }, CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
};
