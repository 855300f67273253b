import { cwd, env, exit } from 'node:process';
import { loadFunctions } from '../../infra/local/load-functions.ts';
import { LOCAL_FUNCTIONS } from '../../infra/local/local-specs.ts';
import { readLocalOptions } from '../../infra/local/read-local-options.ts';
import { startHost } from '../../infra/local/start-host.ts';
import { watchForStop } from '../../infra/local/watch-for-stop.ts';
import { readConfig } from '../../shared/runtime/read-config.ts';
import { hideServerClock } from './support/hide-server-clock.ts';
import { type FromHost, readHostSettings, ToHost } from './support/host-messages.ts';
import { hurry, PATIENCE } from './support/hurry.ts';
import { injectFaults } from './support/inject-faults.ts';
import { installMovingClock } from './support/moving-clock.ts';
import type { Trouble } from './support/trouble.ts';
import { troubleMessages } from './support/trouble-messages.ts';

/**
 * The service as `npm start` runs it, but that its store, queues, tables and clock make trouble when they are told to. A
 * process of its own, so that it can be killed.
 */
const say = (message: FromHost): void => void process.send?.(message);

const run = async (): Promise<void> => {
  const stop = watchForStop();
  const settings = readHostSettings(env);
  let isOn = false;
  const moveClock = installMovingClock(settings.clockMs);
  process.on('message', (message) => {
    const order = ToHost.parse(message);
    if (order.type === 'clock') moveClock(order.byMs);
    else isOn = order.isOn;
  });
  const trouble: Trouble = { seed: settings.seed, isOn: () => isOn, tell: (what) => say({ type: 'fault', what }) };
  const host = await startHost({
    ...readLocalOptions(env, cwd()),
    config: await readConfig({ env }),
    specs: hurry(LOCAL_FUNCTIONS),
    load: (specs, deps) => {
      for (const client of [deps.s3, deps.sqs, deps.dynamo]) hideServerClock(client);
      injectFaults(deps, trouble);
      troubleMessages(deps, trouble);
      return loadFunctions(specs, deps, PATIENCE);
    },
  });
  const { queueUrls, deadLetterUrls } = host.deps.resources;
  say({
    type: 'ready',
    url: host.url,
    databaseUrl: host.deps.database.options.connectionString ?? '',
    queueUrls: [...Object.values(queueUrls), ...Object.values(deadLetterUrls)],
  });
  await stop.until;
  await host.stop();
  exit(0);
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  exit(1);
});
