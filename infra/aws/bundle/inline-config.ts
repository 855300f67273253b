import type { Plugin } from 'esbuild';
import type { Config } from '../../../shared/runtime/config.ts';
import type { FunctionConfig } from '../../../shared/runtime/function-config.ts';

/** Replaces `read-function-config.ts`: no YAML and no checks at a cold start, and no file that could be missing. */
export const inlineConfig = ({ aws, database, ...config }: Config): Plugin => ({
  name: 'inline-config',
  setup: ({ onLoad }) => {
    const settings: FunctionConfig = {
      ...config,
      encoding: { ...config.encoding, taskMegabytes: aws.encoder.memoryMegabytes },
    };
    const contents = `export const readFunctionConfig = async () => (${JSON.stringify(settings)});`;
    onLoad({ filter: /[\\/]shared[\\/]runtime[\\/]read-function-config\.ts$/ }, () => ({ contents, loader: 'js' }));
  },
});
