import type { FunctionName, FunctionSpec, Trigger } from '../../topology.ts';

/** The wrapper around a handler, by what starts it: `infra/aws/lambda/<file>.ts` and its export. */
const WRAPPERS: Readonly<Record<Trigger['kind'], { readonly file: string; readonly wrap: string }>> = {
  http: { file: 'serve-http', wrap: 'serveHttp' },
  queue: { file: 'serve-queue', wrap: 'serveQueue' },
  schedule: { file: 'serve-schedule', wrap: 'serveSchedule' },
  deploy: { file: 'serve-deploy', wrap: 'serveDeploy' },
};

/** The source of a Lambda's `index.mjs`: its handler in its wrapper. Imports are from the root of the project. */
export const functionEntry = (name: FunctionName, { code = name, trigger }: FunctionSpec): string => {
  const { file, wrap } = WRAPPERS[trigger.kind];
  return [
    `import { createHandler } from './functions/${code}/handler.ts';`,
    `import { ${wrap} } from './infra/aws/lambda/${file}.ts';`,
    `export const handler = await ${wrap}(createHandler);`,
  ].join('\n');
};
