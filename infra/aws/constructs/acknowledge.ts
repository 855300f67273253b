import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a rule of the security checks does not hold here. `rules` are ids such as `AwsSolutions-IAM5[Resource::*]`. */
export const acknowledge = (construct: IConstruct, reason: string, ...rules: readonly string[]): void => {
  for (const id of rules) Validations.of(construct).acknowledge({ id, reason });
};
