export interface Explanation {
  readonly rule: RegExp;
  /** Of the constructs that it is about. */
  readonly path: RegExp;
  readonly reason: string;
}

/** Findings of the AwsSolutions checks that are as they should be, and why. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/med_\*(\/original|\/remux\.mp4)?\]$/,
    path: /^(Pipeline|Data)\//,
    reason: 'The keys of all medias begin with med_: the wildcard stands for the media’s own id.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    path: /^Pipeline\/Functions\/\w+\/Role\/DefaultPolicy/,
    reason: 'X-Ray takes traces for the whole account only.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    path: /^Pipeline\/HeavyWorker\/Task\/ExecutionRole/,
    reason: 'ECR hands out its sign-in token for the whole account only.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:ecs:.*:task\/.*\/\*\]$/,
    path: /^Pipeline\/HeavyWorker\/Task\/TaskRole/,
    reason: 'A task’s id is not known before it runs; the cluster’s name is part of the pattern.',
  },
  {
    rule: /^AwsSolutions-IAM4\[.*AWSLambdaVPCAccessExecutionRole\]$/,
    path: /^Pipeline\/Functions/,
    reason: 'What a Lambda in a network needs changes with AWS, which keeps the list.',
  },
  {
    rule: /^AwsSolutions-IAM4\[.*AWSLambdaBasicExecutionRole\]$/,
    path: /^Data\/(AWS679|Custom::S3AutoDelete)/,
    reason: 'CDK’s own helper functions, which run at deployment only.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    path: /^Pipeline\/HttpApi\//,
    reason: 'Who may do what is the function’s own work.',
  },
  {
    rule: /^AwsSolutions-CFR1$/,
    path: /^Delivery\//,
    reason: 'Viewers are in every country unless somebody says otherwise.',
  },
  {
    rule: /^AwsSolutions-CFR2$/,
    path: /^Delivery\//,
    reason: 'Behind it are files, no application that a firewall could protect.',
  },
  {
    rule: /^AwsSolutions-CFR4$/,
    path: /^Delivery\//,
    reason: 'CloudFront’s own name comes with CloudFront’s own settings; with a domain it is TLS 1.2 at least.',
  },
  {
    rule: /^AwsSolutions-ECS4$/,
    path: /^Pipeline\/HeavyWorker\//,
    reason: 'Container Insights are paid for also while there is no container, and nothing reads them.',
  },
  {
    rule: /^AwsSolutions-ECS2$/,
    path: /^Pipeline\/HeavyWorker\//,
    reason: 'The environment holds names of resources, no secrets.',
  },
  {
    rule: /^AwsSolutions-EC23$/,
    path: /^Data\/Ledger\/Network\/Sqs/,
    reason: 'The rule cannot read the network’s address range, which is a reference. Only that range is let in.',
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    path: /^Data\/Ledger\//,
    reason: 'The master’s password is used once, at creation; functions sign in with tokens that last minutes.',
  },
  {
    rule: /^AwsSolutions-RDS10$/,
    path: /^Data\/Ledger\//,
    reason: 'The development stage is there to be deleted.',
  },
];
