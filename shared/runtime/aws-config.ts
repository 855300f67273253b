import * as z from 'zod';

/** What CloudWatch Logs can keep. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 180, 365, 400, 545, 731, 1096, 1827] as const;

const domain = z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a domain name such as media.example.org');

const Settings = z.strictObject({
  /** Stands before the names of the stacks; two systems in one account and region differ in it. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be 1–20 of a–z, 0–9 and "-", and begin with a letter')
    .default('gilfoyle'),
  /** `development`: `cdk destroy` deletes all data. `production`: data outlives the stacks. */
  stage: z.enum(['development', 'production']).default('production'),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  database: z
    .discriminatedUnion('kind', [
      /** Aurora DSQL: no network of its own, costs nothing when idle. */
      z.strictObject({ kind: z.literal('dsql') }),
      /** Aurora PostgreSQL Serverless v2 in subnets without a way out. One capacity unit (ACU) is about 2 GiB. */
      z.strictObject({
        kind: z.literal('aurora'),
        /** 0 lets it pause when idle; the first request after that waits about 15 s. */
        minCapacity: z.number().min(0).max(256).multipleOf(0.5).default(0),
        maxCapacity: z.number().min(1).max(256).multipleOf(0.5).default(8),
      }),
      /** Any PostgreSQL that Lambda can reach. */
      z.strictObject({
        kind: z.literal('url'),
        /** Name of the secret in Secrets Manager that holds `postgres://…`. */
        secret: z.string().regex(/^[\w/+=.@-]{1,512}$/, 'must be the name of a secret in Secrets Manager'),
      }),
    ])
    .default({ kind: 'dsql' }),
  encoder: z
    .strictObject({
      /** 1,769 MB is one vCPU. New accounts get 3,008 MB at most. */
      memoryMegabytes: z.int().min(1769).max(10_240).default(3008),
      /**
       * Threads of each encoder, instead of `encoding.threads`. With one, an encoding Lambda uses one vCPU and pays for all it has: 1.7
       * by default. Measured with two: 6 % more CPU time, as many bits, the same quality.
       */
      threads: z.int().min(1).max(16).default(2),
      /** Encoding Lambdas at once, at most; a fifth of them for first tasks. */
      concurrency: z.int().min(2).max(1000).default(900),
    })
    .prefault({}),
  /** Containers for tasks that need more than a Lambda's 15 minutes. They cost nothing while there are none. */
  heavyWorker: z
    .strictObject({
      /** `off`: such tasks are tried on Lambda, and fail if they take too long. `fargate` needs Docker at deployment. */
      kind: z.enum(['fargate', 'off']).default('fargate'),
      /** Spot costs about a third, and AWS may take a container back: its task then starts again. */
      spot: z.boolean().default(true),
      vcpus: z.union([1, 2, 4, 8, 16].map((count) => z.literal(count))).default(4),
      maxTasks: z.int().min(1).max(100).default(4),
    })
    .prefault({}),
  delivery: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('cloudfront'),
        /** Where CloudFront serves from: 100 is North America and Europe, 200 adds Asia and Africa, `all` is everywhere. */
        priceClass: z.enum(['100', '200', 'all']).default('all'),
        /** Your own name instead of `….cloudfront.net`. */
        domain: domain.optional(),
        /** In us-east-1; needed with a domain. */
        certificateArn: z
          .string()
          .regex(
            /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/.+$/,
            'must be the ARN of a certificate in us-east-1',
          )
          .optional(),
        /** Route 53 zone that gets the domain's records; without it you make them yourself. */
        hostedZone: z.strictObject({ id: z.string().regex(/^Z[A-Z0-9]+$/), name: domain }).optional(),
      }),
      /** Your own CDN over the media bucket. It checks no tokens of ours. */
      z.strictObject({ kind: z.literal('url'), baseUrl: z.url().regex(/[^/]$/, 'must not end in a slash') }),
    ])
    .default({ kind: 'cloudfront', priceClass: 'all' }),
  /** Days until an uploaded file is deleted; unset keeps it. What was encoded from it stays. */
  keepOriginalsDays: z.int().min(1).max(36_500).optional(),
  logDays: z.union(LOG_DAYS.map((days) => z.literal(days))).default(30),
  /** Where alarms go. */
  alarmEmail: z.email().optional(),
  /** US dollars a month; a mail goes to `alarmEmail` at 80 % and when 100 % is forecast. */
  monthlyBudget: z.number().min(1).optional(),
});

/** What `cdk deploy` makes of the system in an AWS account. Nothing here matters to one machine. */
export const AwsConfig = Settings.refine(
  ({ delivery }) =>
    delivery.kind === 'url' || (delivery.domain === undefined) === (delivery.certificateArn === undefined),
  { path: ['delivery'], error: 'domain and certificateArn belong together' },
).refine(({ monthlyBudget, alarmEmail }) => monthlyBudget === undefined || alarmEmail !== undefined, {
  path: ['alarmEmail'],
  error: 'must be set for a monthlyBudget to warn',
});
export type AwsConfig = z.infer<typeof AwsConfig>;
