import { type App, type Environment, Tags } from 'aws-cdk-lib';
import type { Deployment } from './deployment.ts';
import { PROJECT_TAG } from './project-tag.ts';
import { DataStack } from './stacks/data-stack.ts';
import { DeliveryStack } from './stacks/delivery-stack.ts';
import { PipelineStack } from './stacks/pipeline-stack.ts';

export interface Stacks {
  readonly data: DataStack;
  /** Absent with a CDN of your own. */
  readonly delivery?: DeliveryStack;
  readonly pipeline: PipelineStack;
}

/** The stacks of one system: data, which is kept; delivery to viewers; the pipeline. */
export const createStacks = (app: App, deployment: Deployment, env?: Environment): Stacks => {
  const { aws } = deployment;
  const props = (part: string) => ({
    stackName: `${aws.name}-${part}`,
    description: `Gilfoyle: ${part}`,
    ...(env ? { env } : {}),
  });
  Tags.of(app).add(PROJECT_TAG, aws.name);
  const data = new DataStack(app, 'Data', { ...props('data'), deployment });
  const settings = aws.delivery;
  const delivery =
    settings.kind === 'cloudfront'
      ? new DeliveryStack(app, 'Delivery', { ...props('delivery'), settings, data })
      : undefined;
  const edge = delivery ? { delivery: delivery.delivery } : {};
  const pipeline = new PipelineStack(app, 'Pipeline', { ...props('pipeline'), deployment, data, ...edge });
  return { data, pipeline, ...(delivery ? { delivery } : {}) };
};
