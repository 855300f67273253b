import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Builder } from './builder.ts';

/**
 * Writes the newest versions that Debian has into the recipe, which makes it another one: the next deployment builds it.
 * Answers with the lines that are new.
 */
export const updateVersions = async (
  builder: Builder,
  recipe: string = import.meta.dirname,
): Promise<readonly string[]> => {
  const file = join(recipe, 'versions.txt');
  const known = (await readFile(file, 'utf8')).split('\n');
  const newest = await builder.newestVersions();
  await writeFile(file, newest);
  return newest.split('\n').filter((line) => !known.includes(line));
};
