import { readFile } from 'node:fs/promises';
import { run } from '../../support/run-group.ts';
import { ACCOUNT, awsEnvironment, cleanEnvironment, REGION } from './aws-environment.ts';
import { cloudFolder } from './cloud-folder.ts';

export interface Target {
  readonly endpoint: string;
  /** @default the one that the environment names */
  readonly folder?: ReturnType<typeof cloudFolder>;
  readonly signal?: AbortSignal;
}

export interface Deployed {
  /** The API's base, as it can be reached here, without a slash at its end. */
  readonly apiUrl: string;
  readonly playbackUrl: string;
  readonly adminKeyTable: string;
}

const CLI = new URL('../../../node_modules/aws-cdk/bin/cdk', import.meta.url).pathname;
const BOOTSTRAP_SECONDS = 180;
const DEPLOY_SECONDS = 900;

const cdk = (args: readonly string[], { endpoint, folder = cloudFolder(), signal }: Target, seconds: number) =>
  run(process.execPath, [CLI, '--no-notices', '--ci', '--output', folder.templates, ...args], {
    seconds,
    ...(signal ? { signal } : {}),
    env: {
      ...cleanEnvironment(),
      ...awsEnvironment(endpoint, folder),
      GILFOYLE_CONFIG: folder.settings,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
  });

/** What `cdk bootstrap` does, without asking an app where. */
export const bootstrap = (target: Target): Promise<string> =>
  cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`, '--app', ''], target, BOOTSTRAP_SECONDS);

/** Fails if a stack is protected. */
export const destroy = (target: Target): Promise<string> =>
  cdk(['destroy', '--all', '--force'], target, DEPLOY_SECONDS);

/** What `cdk deploy --all` does, by the real CLI. `app` is the command of another app than the project's. */
export const deploy = async (target: Target, app?: string): Promise<Deployed> => {
  const { endpoint, folder = cloudFolder() } = target;
  const args = ['deploy', '--all', '--require-approval', 'never', '--outputs-file', folder.outputs];
  await cdk([...args, ...(app ? ['--app', app] : [])], target, DEPLOY_SECONDS);
  const outputs: Record<string, Record<string, string>> = JSON.parse(await readFile(folder.outputs, 'utf8'));
  const output = (name: string): string => {
    const value = Object.values(outputs).find((stack) => name in stack)?.[name];
    if (!value) throw new Error(`No stack has the output ${name}: ${JSON.stringify(outputs)}`);
    return value;
  };
  const [, apiId] = /^https:\/\/(\w+)\.execute-api\./.exec(output('ApiUrl')) ?? [];
  return {
    // The API's own host name is known to no resolver here; the emulator has a path for it.
    apiUrl: `${endpoint}/_aws/execute-api/${apiId}/%24default`,
    playbackUrl: output('PlaybackUrl'),
    adminKeyTable: output('AdminKeyTable'),
  };
};
