import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Builder } from './builder.ts';
import { runStep } from './run-step.ts';

const RECIPE = join(import.meta.dirname, 'build.sh');

/** This machine, which must be Debian bookworm; compilers are installed with apt-get where they are missing. */
export const aptBuilder: Builder = {
  build: (architecture, folder) => runStep('bash', [RECIPE, architecture, folder]),
  newestVersions: () => runStep('bash', [RECIPE, '--versions'], text),
};
