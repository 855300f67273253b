import { App } from 'aws-cdk-lib';
import { readConfig } from '../../shared/runtime/read-config.ts';
import { createStacks } from './create-stacks.ts';
import { prepareDeployment } from './prepare-deployment.ts';

/** `cdk deploy --all`: reads the settings, bundles the functions and describes the stacks. */
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const app = new App();
createStacks(app, await prepareDeployment(await readConfig()), account && region ? { account, region } : undefined);
app.synth();
