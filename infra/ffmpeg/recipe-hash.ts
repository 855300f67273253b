import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';

/** What decides of a build's bytes; programs that only start it are not part of it. */
const isOfRecipe = (name: string): boolean => /\.(sh|txt)$|^Dockerfile$/.test(name);

/** Names a build before it is made: SHA-256 over the recipe's files and the architecture. */
export const recipeHash = (architecture: Architecture, recipe: string = import.meta.dirname): string => {
  const hash = createHash('sha256').update(architecture);
  for (const name of readdirSync(recipe).filter(isOfRecipe).sort()) {
    const content = readFileSync(join(recipe, name));
    hash.update(`\n${name} ${content.byteLength}\n`).update(content);
  }
  return hash.digest('hex');
};
