import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was found in order, so that the next start need not look again. Goes away together with node_modules. */
const folder = (/** @type {string} */ root) => join(root, 'node_modules', '.gilfoyle');

/** @param {string} root @param {string} name @returns {string | undefined} */
export const readStamp = (root, name) => {
  try {
    return readFileSync(join(folder(root), name), 'utf8');
  } catch {
    return undefined;
  }
};

/** @param {string} root @param {string} name @param {string} text */
export const writeStamp = (root, name, text) => {
  try {
    mkdirSync(folder(root), { recursive: true });
    writeFileSync(join(folder(root), name), text);
  } catch {
    // A folder that can't be written costs the next start some time, no more.
  }
};
