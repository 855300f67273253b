import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { awsTopology } from '../../../infra/aws/aws-topology.ts';
import { createStacks, type Stacks } from '../../../infra/aws/create-stacks.ts';
import type { Deployment } from '../../../infra/aws/deployment.ts';
import { FUNCTIONS, type FunctionName } from '../../../infra/topology.ts';
import { AwsConfig } from '../../../shared/runtime/aws-config.ts';
import type { Settings } from './variants.ts';

/** A bundle of one line: what is in it does not matter to a template. */
const makeBundle = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'gilfoyle-bundle-'));
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => undefined;\n');
  return directory;
};
const BUNDLE = { directory: makeBundle() };

const { context }: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'),
);

export interface Synthesized {
  readonly app: App;
  readonly deployment: Deployment;
  readonly stacks: Stacks;
  readonly data: Template;
  readonly pipeline: Template;
  readonly delivery?: Template;
}

/** The stacks as `cdk deploy` would make them of these settings. */
export const synthesize = (settings: Settings = {}, migrations = 'migrations'): Synthesized => {
  const aws = AwsConfig.parse(settings);
  const deployment: Deployment = {
    aws,
    topology: awsTopology(aws),
    bundles: Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, BUNDLE])) as Record<
      FunctionName,
      typeof BUNDLE
    >,
    ffmpeg: { sourceHash: 'ffmpeg', executable: ['true'] },
    workerImage: { sourceHash: 'worker', executable: ['true'] },
    migrations,
  };
  const app = new App({ context });
  const stacks = createStacks(app, deployment, { account: '123456789012', region: 'eu-central-1' });
  return {
    app,
    deployment,
    stacks,
    data: Template.fromStack(stacks.data),
    pipeline: Template.fromStack(stacks.pipeline),
    ...(stacks.delivery ? { delivery: Template.fromStack(stacks.delivery) } : {}),
  };
};
