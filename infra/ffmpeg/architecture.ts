/** Processors of AWS Lambda and Fargate, by Lambda's names. */
export const ARCHITECTURES = ['arm64', 'x86_64'] as const;

export type Architecture = (typeof ARCHITECTURES)[number];
