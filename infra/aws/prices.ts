/**
 * What AWS asks for, in US dollars: list prices of us-east-1, read in November 2026, without free tiers and discounts. Other regions
 * differ a little. Sources in brackets. docs/costs.md shows this table, and a test holds them together.
 */
export const PRICES = {
  /** [Price list, by way of Infracost's tests; worked examples of aws.amazon.com/lambda/pricing, 2026-09] */
  lambda: {
    gibSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 },
    millionRequests: 0.2,
    /** An hour of one poller of a provisioned event source of SQS. [Price list API; example of the same page] */
    pollerHour: 0.00925,
  },
  /** [Price list, 2026-03 and 2026-06]. Spot is said to cost up to 70 % less; it varies. */
  fargate: {
    arm64: { vcpuHour: 0.03238, gibHour: 0.00356 },
    x86_64: { vcpuHour: 0.04048, gibHour: 0.004445 },
    spotShare: 0.3,
  },
  /** [aws.amazon.com/s3/pricing] */
  s3: { gigabyteMonth: 0.023, thousandPuts: 0.005, thousandGets: 0.0004 },
  /** [aws.amazon.com/sqs/pricing], standard queues */
  sqs: { millionRequests: 0.4 },
  /** [aws.amazon.com/cloudfront/pricing, 2026-09], North America and Europe, HTTPS */
  cloudfront: { gigabyte: 0.085, tenThousandRequests: 0.01 },
  /** Basic tier, AVC up to 30 frames a second, for a minute of one output. [Quoted by third parties; not verified] */
  mediaConvert: { sdMinute: 0.0075, hdMinute: 0.015 },
} as const;
