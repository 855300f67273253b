import { PRICES } from '../../../infra/aws/prices.ts';
import { MEGABYTES_PER_VCPU } from './aws-facts.ts';

/** Without an exponent, as people write prices. */
const decimal = (price: number): string => price.toFixed(12).replace(/0+$/, '').replace(/\.$/, '');

/** The lines of the table of prices in docs/costs.md. */
export const describePrices = (): readonly (readonly [string, string])[] => {
  const { lambda, fargate, s3, sqs, cloudfront, mediaConvert } = PRICES;
  const gibPerVcpu = MEGABYTES_PER_VCPU / 1024;
  const { vcpuHour, gibHour } = fargate.arm64;
  const containerSecond = (vcpuHour + 2 * gibHour) / 3600;
  const vcpuSecond = (lambda.gibSecond.arm64 * gibPerVcpu).toFixed(7);
  const spotSecond = (containerSecond * fargate.spotShare).toFixed(7);
  return [
    [
      'Lambda, arm64',
      `${decimal(lambda.gibSecond.arm64)} a GiB-second; 1,769 MB is one vCPU, so ${vcpuSecond} a vCPU-second`,
    ],
    ['Lambda, requests', `${lambda.millionRequests.toFixed(2)} a million`],
    ['Lambda, a provisioned poller', `${decimal(lambda.pollerHour)} an hour`],
    ['Fargate, arm64, 2 GiB a vCPU', `${containerSecond.toFixed(7)} a vCPU-second; Spot about ${spotSecond}`],
    [
      'S3',
      `${decimal(s3.gigabyteMonth)} a GB and month; ${decimal(s3.thousandPuts)} for 1,000 PUTs, ${decimal(s3.thousandGets)} for 1,000 GETs`,
    ],
    ['SQS', `${sqs.millionRequests.toFixed(2)} a million requests, the first million a month free`],
    [
      'CloudFront',
      `${decimal(cloudfront.gigabyte)} a GB (North America, Europe), ${decimal(cloudfront.tenThousandRequests)} for 10,000 requests; 1 TB and 10 million requests a month free`,
    ],
    [
      'MediaConvert, as often quoted',
      `${decimal(mediaConvert.sdMinute)} (SD) and ${decimal(mediaConvert.hdMinute)} (HD) for a minute of each output`,
    ],
  ];
};
