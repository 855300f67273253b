import * as z from 'zod';

const Check = z.object({ status: z.enum(['ok', 'failed']), milliseconds: z.int() });

export const Health = z
  .object({
    status: z.enum(['ok', 'failed']),
    checks: z.object({
      database: Check,
      originalsBucket: Check,
      mediaBucket: Check,
      queues: Check,
      idempotencyTable: Check,
    }),
  })
  .meta({ id: 'Health' });

export type Health = z.infer<typeof Health>;
export type HealthCheck = z.infer<typeof Check>;
export type HealthCheckName = keyof Health['checks'];
