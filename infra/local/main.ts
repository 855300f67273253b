import { cwd, env, exit, stderr, stdout } from 'node:process';
import { readConfig } from '../../shared/runtime/read-config.ts';
import { describeStartFailure } from './describe-start-failure.ts';
import { prepareAccess } from './prepare-access.ts';
import { readLocalOptions } from './read-local-options.ts';
import { type Host, startHost } from './start-host.ts';
import { watchForStop } from './watch-for-stop.ts';

/** `npm start`: stdout gets the one line that says we are ready, everything else goes to stderr. */
const say = (line: string): void => void stderr.write(`${line}\n`);

const run = async (): Promise<void> => {
  const stop = watchForStop();
  const { adminKey, ...options } = readLocalOptions(env, cwd());
  const config = await readConfig({ env });
  const host = await startHost({
    ...options,
    config,
    onProgress: (part, milliseconds) => say(`${part} … ${(milliseconds / 1000).toFixed(1)} s`),
  });
  await prepareAccess(host.deps, { directory: options.dataDirectory, adminKey, say }).catch(async (error: unknown) => {
    await host.stop();
    throw error;
  });
  if (!stop.requested.aborted) stdout.write(`Gilfoyle is ready at ${host.url}\n`);
  await stop.until;
  await end(host);
};

/** Longer than the host's own limits: only for what they don't catch. */
const STOP_LIMIT_MS = 12_000;

const end = async (host: Host): Promise<void> => {
  say('Stopping …');
  setTimeout(() => {
    say('Stopping took too long; what was under way starts again at the next start.');
    exit(1);
  }, STOP_LIMIT_MS).unref();
  await host.stop();
  say('Stopped.');
  exit(0);
};

run().catch((error: unknown) => {
  say(describeStartFailure(error));
  exit(1);
});
