import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** Exactly these actions on exactly these resources; CDK's own grants give whole families such as `s3:GetObject*`. */
export const grantActions = (
  grantee: IGrantable,
  actions: readonly string[],
  resourceArns: readonly string[],
): void => {
  Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [...resourceArns] }).assertSuccess();
};
