import * as z from 'zod';

const STATUSES = ['ok', 'degraded', 'failed'] as const;
export type HealthStatus = (typeof STATUSES)[number];

const Check = z.object({
  status: z.enum(STATUSES),
  milliseconds: z.int().meta({ description: 'How long it took to find out.' }),
  message: z.string().optional().meta({ description: 'What is wrong, unless it is `ok`.' }),
});

const DiskCheck = Check.extend({ freeBytes: z.int().optional(), totalBytes: z.int().optional() });

export const Health = z
  .object({
    status: z.enum(STATUSES).meta({
      description: 'The worst of the checks. `degraded`: everything works, and someone should look before it does not.',
    }),
    checks: z.object({
      database: Check,
      originalsBucket: Check,
      mediaBucket: Check,
      queues: Check,
      idempotencyTable: Check,
      disk: DiskCheck.optional().meta({ description: 'Only where the service keeps its files itself.' }),
    }),
  })
  .meta({ id: 'Health' });

export type Health = z.infer<typeof Health>;
export type HealthCheck = z.infer<typeof DiskCheck>;
export type HealthCheckName = keyof Health['checks'];
