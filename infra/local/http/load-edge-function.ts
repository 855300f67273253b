import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import type { EdgeAnswer, KeyValueStore, ViewerRequest, ViewerRequestEvent } from 'cloudfront';

export type EdgeFunction = (event: ViewerRequestEvent) => Promise<ViewerRequest | EdgeAnswer>;

/** What CloudFront's key-value store would hold now. */
export type ReadKeyValues = () => Promise<ReadonlyMap<string, string>>;

const FILE = new URL('../../../functions/edge/check-token.js', import.meta.url);
const IMPORT = /^import (\w+) from '(\w+)';$/gm;

const createKeyValueStore = (read: ReadKeyValues): KeyValueStore => ({
  get: async (key) => {
    const value = (await read()).get(key);
    if (value === undefined) throw new Error(`KeyNotFound: ${key}`);
    return value;
  },
  exists: async (key) => (await read()).has(key),
});

/**
 * The very file that CloudFront runs, in a world that has no more than CloudFront's: the language, `Buffer`, and the modules
 * that it imports.
 */
export const loadEdgeFunction = (read: ReadKeyValues): EdgeFunction => {
  const modules: Readonly<Record<string, unknown>> = {
    cloudfront: { kvs: () => createKeyValueStore(read) },
    crypto: { createHash, createHmac },
  };
  const world: Record<string, unknown> = { Buffer };
  const text = readFileSync(FILE, 'utf8').replace(IMPORT, (_line, name: string, module: string) => {
    if (!(module in modules)) throw new Error(`CloudFront has no module "${module}"`);
    world[name] = modules[module];
    return '';
  });
  const context = createContext(world, { codeGeneration: { strings: false, wasm: false } });
  return new Script(`${text}\nhandler;`, { filename: FILE.pathname }).runInContext(context);
};
