import type { LambdaHandler } from '../../../infra/event-source/hosted-function.ts';
import { localFunctionArn } from '../../../infra/local/local-names.ts';
import { type Host, startHost } from '../../../infra/local/start-host.ts';
import type { FunctionName } from '../../../infra/topology.ts';
import { type Config, DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { type Cleaning, temporaryFolder } from './temporary-folder.ts';

type Handlers = Partial<Record<FunctionName, (deps: Deps) => LambdaHandler>>;

/** The real host around functions of the test's own; without a database. */
export const startTestHost = async (
  test: Cleaning,
  handlers: Handlers = {},
  config: Config = DEFAULT_CONFIG,
): Promise<Host> => {
  const dataDirectory = await temporaryFolder(test);
  const host = await startHost({
    port: 0,
    dataDirectory,
    config: { ...config, database: { kind: 'url', url: 'postgres://127.0.0.1:1/none' } },
    logLevel: 'SILENT',
    readRevoked: async () => new Map(),
    load: async (specs, deps) =>
      Object.entries(specs).map(([name, spec]) => {
        const create = handlers[name as FunctionName];
        return { name, arn: localFunctionArn(name), spec, handler: create ? create(deps) : async () => undefined };
      }),
  });
  test.onTestFinished(host.stop);
  return host;
};
