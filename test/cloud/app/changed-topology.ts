import { App } from 'aws-cdk-lib';
import type { Topology } from '../../../infra/aws/aws-topology.ts';
import { createStacks } from '../../../infra/aws/create-stacks.ts';
import type { Deployment } from '../../../infra/aws/deployment.ts';
import { prepareDeployment } from '../../../infra/aws/prepare-deployment.ts';
import type { FunctionSpec } from '../../../infra/topology.ts';
import { readConfig } from '../../../shared/runtime/read-config.ts';

const changeTrigger = (spec: FunctionSpec, change: { batchSize?: number; maxReceives?: number }): FunctionSpec =>
  spec.trigger.kind === 'queue' ? { ...spec, trigger: { ...spec.trigger, ...change } } : spec;

/** As a next version could have it: ingest may take longer, batches are smaller, tries fewer, and one function more sweeps. */
const changeTopology = ({ ingest, transcode, record, sweep, ...others }: Topology) => ({
  ...others,
  sweep,
  ingest: { ...ingest, timeoutSeconds: 180 },
  transcode: changeTrigger(transcode, { maxReceives: 8 }),
  record: changeTrigger(record, { batchSize: 5 }),
  secondSweep: { ...sweep, trigger: { kind: 'schedule', everySeconds: 120 }, code: 'sweep' } satisfies FunctionSpec,
});

/** The project's app with another topology. */
const deployment = await prepareDeployment(await readConfig());
const changed: Deployment = {
  ...deployment,
  topology: changeTopology(deployment.topology),
  bundles: { ...deployment.bundles, ...{ secondSweep: deployment.bundles.sweep } },
};
const { CDK_DEFAULT_ACCOUNT: account = '', CDK_DEFAULT_REGION: region = '' } = process.env;
const app = new App();
createStacks(app, changed, { account, region });
app.synth();
