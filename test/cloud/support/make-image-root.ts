import { chmod, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recipe } from '../../support/read-dockerfile.ts';
import { makeDebianRoot } from './make-debian-root.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
/** Debian's suite, and Node's major version. */
const NODE_IMAGE = /(?:^|\/)node:(\d+)-(\w+)-slim$/;

/** What an image of the recipe would hold, as a folder: Debian, the Node that npm installed here, and what is copied. */
export const makeImageRoot = async (recipe: Recipe, context: string, directory: string): Promise<void> => {
  const [, version, suite] = NODE_IMAGE.exec(recipe.from) ?? [];
  if (!suite || process.versions.node.split('.')[0] !== version) {
    throw new Error(`the proof runs on Node ${process.versions.node}, and cannot stand in for ${recipe.from}`);
  }
  await makeDebianRoot(suite, directory);
  await cp(join(ROOT, 'node_modules/node/bin/node'), join(directory, 'usr/local/bin/node'));
  await chmod(join(directory, 'usr/local/bin/node'), 0o755);
  for (const { from, to } of recipe.copies) await cp(join(context, from), join(directory, to), { recursive: true });
  await mkdir(join(directory, recipe.workdir), { recursive: true });
};
