import { RemovalPolicy } from 'aws-cdk-lib';
import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';

export interface Removal {
  readonly removalPolicy: RemovalPolicy;
  /** Whether what holds data refuses to be deleted until that is switched off. */
  readonly isProtected: boolean;
}

/** What becomes of data when its stack is deleted. */
export const removalOf = (stage: AwsConfig['stage']): Removal =>
  stage === 'production'
    ? { removalPolicy: RemovalPolicy.RETAIN, isProtected: true }
    : { removalPolicy: RemovalPolicy.DESTROY, isProtected: false };
