import type { Plugin } from 'esbuild';
import type { Config } from '../../../shared/runtime/config.ts';
import { settingsOnAws } from './settings-on-aws.ts';

/** Replaces `read-function-config.ts`: no YAML and no checks at a cold start, and no file that could be missing. */
export const inlineConfig = (config: Config): Plugin => ({
  name: 'inline-config',
  setup: ({ onLoad }) => {
    const contents = `export const readFunctionConfig = async () => (${JSON.stringify(settingsOnAws(config))});`;
    onLoad({ filter: /[\\/]shared[\\/]runtime[\\/]read-function-config\.ts$/ }, () => ({ contents, loader: 'js' }));
  },
});
