import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMES = builtinModules.filter((name) => !name.startsWith('_')).join('|');
const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;
const RESERVED = new Set(['default', 'module', 'constructor']);

/**
 * Takes from Node's own modules what is used, and no more. Who imports them asks for the value of each of their exports,
 * and among those of `node:http` is all of undici: 60 ms of a cold start.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^(node:)?(${NAMES})$`) }, ({ path, kind }) => ({
      path: path.replace(/^node:/, ''),
      namespace: kind === 'import-statement' ? 'imported-builtin' : 'required-builtin',
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
    onLoad({ filter: /.*/, namespace: 'imported-builtin' }, ({ path }) => ({ contents: describeExports(path) }));
  },
};

/** A module whose exports are read one by one, so that those that nobody uses fall away with their reading. */
const describeExports = (name: string): string => {
  const builtin = process.getBuiltinModule(`node:${name}`) as object;
  const names = Object.keys(builtin).filter((key) => IDENTIFIER.test(key) && !RESERVED.has(key));
  return [
    `const module = /* @__PURE__ */ process.getBuiltinModule('node:${name}');`,
    'export default module;',
    ...names.map((key) => `export const ${key} = /* @__PURE__ */ (() => module.${key})();`),
  ].join('\n');
};
