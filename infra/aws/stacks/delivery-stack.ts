import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type CloudFrontSettings, Delivery } from '../constructs/delivery.ts';
import type { DataStack } from './data-stack.ts';

export interface DeliveryStackProps extends StackProps {
  readonly settings: CloudFrontSettings;
  readonly data: DataStack;
}

/** The viewers' side. */
export class DeliveryStack extends Stack {
  readonly delivery: Delivery;

  constructor(scope: Construct, id: string, { settings, data, ...props }: DeliveryStackProps) {
    super(scope, id, props);
    this.delivery = new Delivery(this, 'Delivery', {
      settings,
      media: data.resources.media.bucket,
      accessLogs: data.accessLogs,
    });
    new CfnOutput(this, 'PlaybackUrl', { value: this.delivery.url });
  }
}
