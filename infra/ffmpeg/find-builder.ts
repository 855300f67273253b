import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { aptBuilder } from './apt-builder.ts';
import type { Builder } from './builder.ts';
import { containerBuilder } from './container-builder.ts';
import { LayerError } from './layer-error.ts';

/** Where ffmpeg can be built: on this machine if the recipe runs there, else in a container. */
export const findBuilder = async (env: Readonly<Record<string, string | undefined>>): Promise<Builder> => {
  if (isBookwormAsRoot()) return aptBuilder;
  // CDK reads the same variable for the program that it builds images with.
  const docker = env.CDK_DOCKER || 'docker';
  if (await answers(docker)) return containerBuilder(docker);
  throw new LayerError(
    `ffmpeg for AWS is built in a container, and ${docker} does not answer: start it, or name another program such as podman or finch in CDK_DOCKER, or build as root on Debian 12.`,
  );
};

const isBookwormAsRoot = (): boolean =>
  process.getuid?.() === 0 &&
  existsSync('/usr/bin/apt-get') &&
  /^VERSION_CODENAME=bookworm$/m.test(readFileSync('/etc/os-release', 'utf8'));

/** `ps` asks the daemon, if the program has one; `version` would be content without it. */
const answers = async (docker: string): Promise<boolean> => {
  try {
    const [code] = await once(spawn(docker, ['ps'], { stdio: 'ignore' }), 'close');
    return code === 0;
  } catch {
    return false; // there is no such program
  }
};
