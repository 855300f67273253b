import type { AwsConfig } from '../../../shared/runtime/aws-config.ts';

/** US dollars for one GiB-second, us-east-1, as listed in 2026. Other regions differ a little. */
export const LAMBDA_DOLLARS_PER_GIB_SECOND: Readonly<Record<AwsConfig['architecture'], number>> = {
  arm64: 0.0000133334,
  x86_64: 0.0000166667,
};
