import { env, exit } from 'node:process';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { readFunctionConfig } from '../../shared/runtime/read-function-config.ts';
import { runWorker } from './run-worker.ts';

/**
 * The program of the container that does heavy tasks. It waits for tasks until it is told to stop: how many containers
 * there are is for the service's scaling to say, which sees the queue.
 */
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => stop.abort(new Error('The container is stopped')));
}

await runWorker({
  config: await readFunctionConfig(),
  environment: readEnvironment(env),
  agentUri: env.ECS_AGENT_URI,
  stopping: stop.signal,
});
exit(0);
